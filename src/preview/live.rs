//! The preview's own routes below `/_portal/`: the stream of changes, its script and styles.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};

use super::reply::Reply;
use super::session::Session;

/// What follows `/_portal/` where it is a file; `None` where it is not.
pub(super) fn file(name: &str) -> Option<Reply> {
    let (content_type, text) = match name {
        "reload.js" => ("text/javascript; charset=utf-8", include_str!("reload.js")),
        "overlay.css" => ("text/css; charset=utf-8", include_str!("overlay.css")),
        "viewer.css" => ("text/css; charset=utf-8", include_str!("viewer.css")),
        "preview.css" => ("text/css; charset=utf-8", include_str!("preview.css")),
        _ => return None,
    };
    Some(Reply::new(StatusCode::OK, content_type, text.as_bytes().to_vec()))
}

/// Changes as server-sent events. A browser that lagged behind gets one that makes it compare versions.
pub(super) fn events(session: &Session) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let changes = BroadcastStream::new(session.listen()).map(|change| {
        let paths = change.map_or_else(|_| Vec::new(), |change| change.paths);
        let data = serde_json::json!({ "paths": paths });
        Ok(Event::default().event("change").data(data.to_string()))
    });
    Sse::new(changes).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
