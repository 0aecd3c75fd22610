//! Forms with files over a real connection.

use std::time::Duration;

use leptos_actions::prelude::*;
use leptos_actions_testing::Multipart;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{
    server, soon,
    support::{Ran, config},
};

#[action(public)]
async fn take(#[form(max_size = "2 MiB")] file: Upload, #[extract] State(ran): State<Ran>) -> CallResult<u64> {
    ran.once_more();
    let mut reader = file.open();
    let mut bytes = 0;
    while let Some(chunk) = reader.chunk().await? {
        bytes += chunk.len() as u64;
    }
    Ok(bytes)
}

/// The head of a request, and its body.
fn request(form: Multipart, length: impl FnOnce(usize) -> String) -> (String, Vec<u8>) {
    let (media_type, body) = form.into_parts();
    let length = length(body.len());
    let head = format!(
        "POST /_call/take HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {media_type}\r\n{length}\r\n\r\n"
    );
    (head, body)
}

fn file(size: usize) -> Multipart {
    Multipart::new().file("file", "a.bin", "application/octet-stream", vec![7; size])
}

fn declared(length: usize) -> String {
    format!("content-length: {length}")
}

#[tokio::test]
async fn a_file_is_taken_with_a_length_and_without() {
    let server = server().await;
    let (head, body) = request(file(1_500_000), declared);
    let mut stream = server.send(&head).await;
    stream.write_all(&body).await.unwrap();
    let mut answer = String::new();
    soon("the answer", stream.read_to_string(&mut answer)).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\n1500000"),
        "{answer}"
    );

    let (head, body) = request(file(1_500_000), |_| "transfer-encoding: chunked".into());
    let mut stream = server.send(&head).await;
    for piece in body.chunks(70_000) {
        stream
            .write_all(format!("{:x}\r\n", piece.len()).as_bytes())
            .await
            .unwrap();
        stream.write_all(piece).await.unwrap();
        stream.write_all(b"\r\n").await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    soon("the answer", stream.read_to_string(&mut answer)).await.unwrap();
    assert!(
        answer.ends_with("1500000\r\n0\r\n\r\n") || answer.ends_with("\r\n\r\n1500000"),
        "{answer}"
    );
    assert_eq!(server.ran.times(), 2);
}

/// Whoever sends without scripts sends all of it before reading an answer.
#[tokio::test]
async fn a_file_that_is_too_large_is_read_to_its_end_and_answered() {
    let server = server().await;
    let (head, body) = request(file(12_000_000), declared);
    let mut stream = server.send(&head).await;
    stream.write_all(&body).await.unwrap();
    let mut answer = String::new();
    soon("the answer", stream.read_to_string(&mut answer)).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 422 ") && answer.contains("at most 2 MiB"),
        "{answer}"
    );
    assert_eq!(server.ran.times(), 0);
}

#[tokio::test]
async fn what_says_it_is_larger_than_anything_that_is_read_is_refused_before_it_comes() {
    let server = server().await;
    let (head, _) = request(file(0), |_| declared(1_000_000_000));
    let answer = server.answer(&head).await;
    assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{answer}");
    assert!(answer.contains("connection: close\r\n"), "{answer}");
}

#[tokio::test]
async fn an_upload_that_stalls_is_cut_and_one_that_breaks_off_runs_nothing() {
    let server = server().await;
    let (head, body) = request(file(100_000), declared);
    let mut stream = server.send(&head).await;
    stream.write_all(&body[..50_000]).await.unwrap();
    let mut answer = String::new();
    soon("the end of the connection", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
    assert!(answer.contains("connection: close\r\n"), "{answer}");

    let mut stream = server.send(&head).await;
    stream.write_all(&body[..50_000]).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    soon("the end of the connection", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(server.ran.times(), 0);
}

/// What arrives in time goes on, however long the whole takes: a piece of it here takes the larger part of the deadline.
#[tokio::test]
async fn an_upload_may_take_longer_than_any_of_its_pieces() {
    let patient = config(|config| config.body_deadline = Duration::from_secs(2));
    let server = crate::server_with(patient).await;
    let (head, body) = request(file(400_000), declared);
    let mut stream = server.send(&head).await;
    for piece in body.chunks(100_000) {
        tokio::time::sleep(Duration::from_millis(600)).await;
        stream.write_all(piece).await.unwrap();
    }
    let mut answer = String::new();
    soon("the answer", stream.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(server.ran.times(), 1);
}
