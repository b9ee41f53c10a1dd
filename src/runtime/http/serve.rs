//! Connections: how many, how long a head may take and how large it may be, and an end that waits for what is running.
//! Must not look into requests.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

use super::client::Peer;
use super::{company, pages, readers};
use crate::runtime::counters::WRITE_EVERY;
use crate::runtime::outbox;
use crate::runtime::portal::Portal;
use crate::runtime::store::{sessions, used_tokens};

/// How long the head of a request may take to arrive, and how long a connection may wait for the next request.
const HEAD: Duration = Duration::from_secs(15);
/// The largest head, in bytes, and its lines.
const MOST_HEAD: usize = 32 * 1024;
const MOST_LINES: usize = 80;
/// How long requests that are running may still take when the end has come.
const DRAIN: Duration = Duration::from_secs(20);
/// How often what has ended is forgotten.
const SWEEP: Duration = Duration::from_secs(600);
/// How long to wait when the system gives no connection.
const BREATH: Duration = Duration::from_millis(50);

/// Where requests arrive.
pub struct Listeners {
    /// For readers.
    pub readers: TcpListener,
    /// For the company's own programs.
    pub company: TcpListener,
}

/// Serves until `end` comes, then finishes what is running.
///
/// # Errors
/// When a listener fails.
pub async fn serve(portal: &Portal, listeners: Listeners, end: impl Future<Output = ()>) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let most = portal.options().connections;
    let (stop, stopped) = watch::channel(false);
    let telling = tokio::spawn(outbox::run(portal.clone(), stopped));
    tokio::select! {
        () = accept(portal, &listeners.readers, readers(portal), &graceful, most) => {}
        () = accept(portal, &listeners.company, company(portal), &graceful, most) => {}
        () = follow(portal) => {}
        () = sweep(portal) => {}
        () = count(portal) => {}
        () = end => {}
    }
    drop(listeners);
    let _ = stop.send(true);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    // A mail that is on its way is not cut off: it would be sent again.
    if tokio::time::timeout(DRAIN, telling).await.is_err() {
        tracing::warn!("a mail or a webhook did not end in time");
    }
    let customers = portal.customers(&portal.shelf().current());
    if let Err(error) = portal.gateway().counters().write(&customers).await {
        tracing::error!(%error, "what was counted at the end could not be written");
    }
    customers.store().close().await;
    Ok(())
}

async fn accept(portal: &Portal, listener: &TcpListener, router: Router, graceful: &GracefulShutdown, most: usize) {
    let free = Arc::new(Semaphore::new(most));
    loop {
        let Ok(permit) = Arc::clone(&free).acquire_owned().await else { return };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Of one connection, or of all for a while: too many open files.
                tracing::warn!(%error, "no connection could be taken");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let connection = connection(stream, Peer(peer), router.clone());
        let connection = graceful.watch(connection);
        let portal = portal.clone();
        tokio::spawn(async move {
            portal.metrics().connection(1);
            // What a client does wrong with its connection is nothing to report.
            let _ = connection.await;
            portal.metrics().connection(-1);
            drop(permit);
        });
    }
}

fn connection(
    stream: TcpStream,
    peer: Peer,
    router: Router,
) -> http1::Connection<
    TokioIo<TcpStream>,
    impl hyper::service::HttpService<Incoming, ResBody = Body, Error = std::convert::Infallible, Future: Send>,
> {
    let _ = stream.set_nodelay(true);
    let service = router.map_request(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        request
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(MOST_HEAD)
        .max_headers(MOST_LINES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}

/// Looks for the next release, again and again.
async fn follow(portal: &Portal) {
    loop {
        tokio::time::sleep(portal.shelf().pace()).await;
        pages::renew(portal).await;
    }
}

/// Writes what was counted, again and again.
async fn count(portal: &Portal) {
    loop {
        tokio::time::sleep(WRITE_EVERY).await;
        let customers = portal.customers(&portal.shelf().current());
        if let Err(error) = portal.gateway().counters().write(&customers).await {
            tracing::warn!(%error, "what was counted could not be written; it is tried again");
        }
    }
}

/// Forgets sessions, tokens and counts that have ended, and notes trials that have.
async fn sweep(portal: &Portal) {
    loop {
        let customers = portal.customers(&portal.shelf().current());
        let (store, now) = (customers.store(), portal.now());
        let swept = async {
            sessions::sweep(store, portal.options().idle, now).await?;
            used_tokens::sweep(store, now).await?;
            customers.sweep_counts().await?;
            customers.end_trials().await?;
            outbox::sweep(portal).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(%error, "what has ended could not be forgotten");
        }
        tokio::time::sleep(SWEEP).await;
    }
}
