//! How requests to a store travel: over `ureq`, the project's one HTTP client, each on a thread that may wait. Must not
//! log: requests carry signatures and tokens in their heads.

use std::error::Error;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::body::{Bytes, HttpBody};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use ureq::Agent;
use ureq::http::{Request, Response};

/// How long a store may take to take a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// How long one request may take, with all of its body.
const LONGEST: Duration = Duration::from_secs(120);
/// Connections that are kept for the next request.
const KEPT: usize = 64;
/// The largest object that is read.
const MOST: u64 = 1024 * 1024 * 1024;

/// Makes the client that `object_store` sends through.
#[derive(Debug)]
pub(super) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(LONGEST))
            .max_idle_connections(KEPT)
            .max_idle_connections_per_host(KEPT)
            .user_agent(concat!("portal/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(HttpClient::new(Service(Agent::new_with_config(config))))
    }
}

#[derive(Debug)]
struct Service(Agent);

type Answer<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'a>>;

impl HttpService for Service {
    // The form that `async_trait` gives the method.
    fn call<'life0, 'async_trait>(&'life0 self, request: HttpRequest) -> Answer<'async_trait>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        let agent = self.0.clone();
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || send(&agent, request)).await;
            done.unwrap_or_else(|error| Err(HttpError::new(HttpErrorKind::Unknown, error)))
        })
    }
}

fn send(agent: &Agent, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let (parts, body) = request.into_parts();
    let bytes = whole(body);
    let sent = if bytes.is_empty() && parts.method != "PUT" && parts.method != "POST" {
        agent.run(Request::from_parts(parts, ()))
    } else {
        agent.run(Request::from_parts(parts, bytes.to_vec()))
    };
    let (parts, mut body) = sent.map_err(of)?.into_parts();
    let bytes = body.with_config().limit(MOST).read_to_vec().map_err(of)?;
    Ok(Response::from_parts(parts, HttpResponseBody::from(bytes)))
}

/// The body in one piece: what is sent here is made in one.
fn whole(body: HttpRequestBody) -> Bytes {
    if let Some(bytes) = body.as_bytes() {
        return bytes.clone();
    }
    let mut all = Vec::with_capacity(body.content_length());
    let mut body = Box::pin(body);
    let mut context = Context::from_waker(Waker::noop());
    // A body that is held in memory is always ready.
    while let Poll::Ready(Some(Ok(frame))) = body.as_mut().poll_frame(&mut context) {
        if let Ok(data) = frame.into_data() {
            all.extend_from_slice(&data);
        }
    }
    Bytes::from(all)
}

/// What may be tried again.
fn of(error: ureq::Error) -> HttpError {
    let kind = match &error {
        ureq::Error::Timeout(_) => HttpErrorKind::Timeout,
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => HttpErrorKind::Connect,
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::TimedOut => HttpErrorKind::Timeout,
            io::ErrorKind::ConnectionRefused => HttpErrorKind::Connect,
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => HttpErrorKind::Interrupted,
            _ => HttpErrorKind::Unknown,
        },
        ureq::Error::Protocol(_) => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new_boxed(kind, Box::<dyn Error + Send + Sync>::from(error))
}
