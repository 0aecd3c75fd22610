//! Over a real connection: slow, endless and vanishing clients.
#![allow(dead_code, reason = "calls are called by their names in addresses")]

#[path = "support/mod.rs"]
mod support;
#[path = "tcp/upload.rs"]
mod upload;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo, routing::get};
use leptos_actions::{prelude::*, serve, server::config::Config};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
    time::timeout,
};

use crate::support::{Ran, config};

/// What an action tells the test that watches it.
#[derive(Clone, Default)]
struct Watched {
    started: Arc<Notify>,
    dropped: Arc<Notify>,
    afterwards: Arc<Notify>,
}

struct TellWhenDropped(Arc<Notify>);

impl Drop for TellWhenDropped {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[action(public)]
async fn listen(text: String, #[extract] State(ran): State<Ran>) -> CallResult<usize> {
    ran.once_more();
    Ok(text.len())
}

#[action(public)]
async fn hang(#[extract] State(watched): State<Watched>) -> CallResult<()> {
    let _told = TellWhenDropped(watched.dropped);
    watched.started.notify_one();
    std::future::pending().await
}

/// Takes its time.
#[action(public)]
async fn linger(#[extract] State(watched): State<Watched>, #[extract] State(ran): State<Ran>) -> CallResult<()> {
    watched.started.notify_one();
    tokio::time::sleep(Duration::from_millis(300)).await;
    ran.once_more();
    Ok(())
}

/// An answer that no buffer between here and the client can hold.
#[action(public)]
async fn flood(#[extract] State(watched): State<Watched>, #[extract] reply: Reply) -> CallResult<String> {
    reply.after(async move { watched.afterwards.notify_one() });
    Ok("x".repeat(32 * 1024 * 1024))
}

struct Server {
    address: SocketAddr,
    ran: Ran,
    watched: Watched,
    stop: Arc<Notify>,
    task: JoinHandle<std::io::Result<()>>,
}

async fn server() -> Server {
    server_with(config(|config| config.body_deadline = Duration::from_millis(100))).await
}

async fn server_with(config: Config) -> Server {
    let (ran, watched, stop) = (Ran::default(), Watched::default(), Arc::new(Notify::new()));
    let peer = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
    let pages = Router::new().route("/peer", get(peer));
    let actions = leptos_actions::actions()
        .config(config)
        .state(ran.clone())
        .state(watched.clone());
    let router = actions.mount(pages).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let until = Arc::clone(&stop);
    let head_deadline = Duration::from_millis(100);
    let task = tokio::spawn(async move { serve(listener, router, head_deadline, until.notified()).await });
    Server {
        address,
        ran,
        watched,
        stop,
        task,
    }
}

/// Nothing here takes long; this is for when it never comes.
async fn soon<F: Future>(what: &str, future: F) -> F::Output {
    timeout(Duration::from_secs(30), future)
        .await
        .unwrap_or_else(|_| panic!("{what} did not happen"))
}

impl Server {
    async fn send(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// Everything that is answered until the server closes the connection.
    async fn answer(&self, request: &str) -> String {
        let mut stream = self.send(request).await;
        let mut answer = Vec::new();
        soon("the end of the connection", stream.read_to_end(&mut answer))
            .await
            .unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn post(headers: &str, body: &str) -> String {
    format!("POST /_call/listen HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{headers}\r\n{body}")
}

const WHOLE: &str = "{\"text\":\"hello\"}";

#[tokio::test]
async fn a_whole_request_is_answered() {
    let server = server().await;
    let answer = server
        .answer(&post("content-length: 16\r\nconnection: close\r\n", WHOLE))
        .await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\n5"),
        "{answer}"
    );
    let answer = server
        .answer("GET /peer HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await;
    assert!(answer.ends_with("127.0.0.1"), "{answer}");
}

// covers: SED-19
#[tokio::test]
async fn a_head_that_never_ends_is_cut() {
    let server = server().await;
    for head in [
        "",
        "POST /_call/listen HTT",
        "POST /_call/listen HTTP/1.1\r\nhost: x\r\nx-y: ",
    ] {
        let answer = server.answer(head).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    assert_eq!(server.ran.times(), 0);
}

// covers: SED-19
#[tokio::test]
async fn a_body_that_never_ends_frees_its_connection() {
    let server = server().await;
    for request in [
        post("content-length: 16\r\n", "{\"text\""),
        post("transfer-encoding: chunked\r\n", "5\r\n{\"tex\r\n"),
    ] {
        let answer = server.answer(&request).await;
        assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
        assert!(
            answer.contains("connection: close\r\n") && answer.contains("\"timeout\""),
            "{answer}"
        );
    }
    assert_eq!(server.ran.times(), 0);
}

// covers: ERR-07
#[tokio::test]
async fn a_body_that_says_it_is_too_large_is_refused_before_it_comes() {
    let server = server().await;
    let answer = server.answer(&post("content-length: 1000000000\r\n", "")).await;
    assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{answer}");
    assert!(answer.contains("connection: close\r\n"), "{answer}");
}

#[tokio::test]
async fn a_body_cut_off_half_way_runs_nothing() {
    let server = server().await;
    let mut stream = server.send(&post("content-length: 16\r\n", "{\"text\"")).await;
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    soon("the end of the connection", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(server.ran.times(), 0);
}

// covers: CON-13
#[tokio::test]
async fn a_client_that_goes_away_stops_its_action() {
    let server = server().await;
    let stream = server
        .send("POST /_call/hang HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        .await;
    soon("the action", server.watched.started.notified()).await;
    drop(stream);
    soon("the end of the action", server.watched.dropped.notified()).await;
}

#[tokio::test]
async fn work_for_afterwards_is_done_when_the_client_goes_away_during_the_answer() {
    let server = server().await;
    let mut stream = server
        .send("POST /_call/flood HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        .await;
    let mut beginning = [0; 15];
    soon("an answer", stream.read_exact(&mut beginning)).await.unwrap();
    assert_eq!(&beginning, b"HTTP/1.1 200 OK");
    drop(stream);
    soon("the work", server.watched.afterwards.notified()).await;
}

#[tokio::test]
async fn a_client_that_takes_nothing_of_its_answer_is_cut_off() {
    let server = server().await;
    let _unread = server
        .send("POST /_call/flood HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        .await;
    soon("the end of the answer", server.watched.afterwards.notified()).await;
}

#[tokio::test]
async fn a_body_without_a_type_is_refused() {
    let server = server().await;
    let head = "POST /_call/listen HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";
    let answer = server.answer(&format!("{head}content-length: 6\r\n\r\ntext=x")).await;
    assert!(answer.starts_with("HTTP/1.1 415 "), "{answer}");
    // Nothing is no fields, whatever its type.
    let answer = server.answer(&format!("{head}content-length: 0\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 422 "), "{answer}");
    assert_eq!(server.ran.times(), 0);
}

#[tokio::test]
async fn a_request_without_one_host_or_without_a_path_is_malformed() {
    let server = server().await;
    let heads = [
        "GET /peer HTTP/1.1\r\nconnection: close\r\n\r\n",
        "GET /peer HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n",
        "GET shop HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        "CONNECT shop:443 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ];
    for head in heads {
        let answer = server.answer(head).await;
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{head:?}: {answer}");
    }
    let older = server.answer("GET /peer HTTP/1.0\r\n\r\n").await;
    assert!(older.starts_with("HTTP/1.0 200 OK\r\n"), "{older}");
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_finishes_what_it_has_begun() {
    let server = server().await;
    let mut stream = server
        .send("POST /_call/flood HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        .await;
    let mut beginning = [0; 15];
    soon("an answer", stream.read_exact(&mut beginning)).await.unwrap();
    server.stop.notify_one();
    let mut rest = Vec::new();
    soon("the rest", stream.read_to_end(&mut rest)).await.unwrap();
    assert!(rest.len() > 32 * 1024 * 1024, "{} bytes", rest.len());
    soon("the end", server.task).await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

/// Its client does not wait for it, but a retry will ask what became of it.
#[tokio::test]
async fn a_server_that_is_told_to_stop_finishes_a_call_whose_client_has_gone() {
    let server = server().await;
    let request = "POST /_call/linger HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\
                   idempotency-key: 8e03978e-40d5-43e8-bc93-6894a57f9324\r\n\r\n";
    let stream = server.send(request).await;
    soon("the action", server.watched.started.notified()).await;
    drop(stream);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.ran.times(), 0);
    server.stop.notify_one();
    soon("the end of the server", server.task).await.unwrap().unwrap();
    assert_eq!(server.ran.times(), 1);
}
