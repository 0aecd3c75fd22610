//! Serving over HTTP/1.1 with a deadline for a request's head and a graceful end.
//!
//! `axum::serve` sets no timer, and without one hyper waits for ever for a head that never ends.

use std::{convert::Infallible, future::Future, io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    response::{IntoResponse, Response},
};
use http::{Request, StatusCode, Version, header};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use crate::tasks;

/// How long connections may take to finish after the end was asked for.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until `until` is done, then lets running requests finish for ten seconds, and calls whose client has gone.
///
/// A client has `deadline` for the head of a request, and three times that to take some more of an answer.
///
/// # Errors
/// Never for one connection: those are logged. Accepting goes on through every error that may pass.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    deadline: Duration,
    until: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(deadline);
    let (end, ending) = watch::channel(());
    let mut until = std::pin::pin!(until);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut until => break,
        };
        match accepted {
            Ok((stream, peer)) => drop(tokio::spawn(connection(
                http.clone(),
                stream,
                peer,
                router.clone(),
                deadline * 3,
                ending.clone(),
            ))),
            // Out of file descriptors, or gone before it was accepted: wait a moment, the rest must go on.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop((listener, ending));
    end.send_replace(());
    // Every connection holds a receiver for as long as it lives. What it began may outlive it.
    let all = async {
        end.closed().await;
        tasks::finished().await;
    };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    Ok(())
}

async fn connection(
    http: http1::Builder,
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    write_deadline: Duration,
    mut ending: watch::Receiver<()>,
) {
    // Answers are small and wait for nothing.
    let _ = stream.set_nodelay(true);
    let mut stream = Box::pin(TimeoutStream::new(stream));
    stream.as_mut().set_write_timeout_pinned(Some(write_deadline));
    let service = service_fn(move |request: Request<Incoming>| answer(router.clone(), request.map(Body::new), peer));
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let finished = tokio::select! {
        finished = connection.as_mut() => finished,
        _ = ending.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = finished {
        tracing::debug!(%error, "connection ended");
    }
}

/// RFC 9112, 3.2: exactly one `Host`, or else nobody can say which site is meant.
async fn answer(router: Router, mut request: Request<Body>, peer: SocketAddr) -> Result<Response, Infallible> {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    }
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}
