//! What a change of customers' data does to the session that it is made in. Must not begin or end sessions.

use super::{Change, Error};
use crate::runtime::store::sessions::{self, Session};

impl Change {
    /// Gives the session that this change is made in another id, and returns it: who knew the former one, knows nothing
    /// (facts: session fixation), and a form that is sent twice does its work once.
    ///
    /// # Errors
    /// When the session has ended, or another change has given it another id.
    pub async fn renew_session(&mut self, session: &Session) -> Result<String, Error> {
        let secrets = self.customers().secrets().clone();
        let id = sessions::renew_within(self.connection(), &secrets, session).await?;
        id.ok_or_else(|| Error::State("this was sent already".to_owned()))
    }
}
