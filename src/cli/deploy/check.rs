//! What is looked at after a deploy. Must not decide what is right (`deploy::look`).

use std::time::Duration;

use super::Context;
use crate::cli::failure::Failure;
use crate::deploy::{Bundle, Found, Look, look};

impl Context<'_> {
    pub(super) async fn look(&self, bundle: &Bundle) -> Result<Vec<Found>, Failure> {
        if self.place.url.is_empty() && self.place.runtime.is_empty() {
            self.terminal.talk("nothing was looked at: the target has neither a `url` nor a `runtime`\n");
            return Ok(Vec::new());
        }
        let asked = Look {
            id: bundle.id.clone(),
            gated: bundle.gated().await?,
            listing: bundle.listing.clone(),
            url: self.place.url.clone(),
            runtime: self.place.runtime.clone(),
            patience: Duration::from_secs(self.arguments.wait),
        };
        let (terminal, seconds) = (self.terminal.clone(), self.arguments.wait);
        let waiting = move |address: &str, wrong: &str| {
            terminal.talk(&format!("waiting for {address}, for up to {seconds} s: it {wrong}\n"));
        };
        let found = tokio::task::spawn_blocking(move || look(&asked, &waiting)).await;
        found.map_err(|error| Failure::new(format!("cannot look at what was published: {error}")))
    }
}
