//! The real curl, over every call, and the commands of the README as they are printed.

use std::{net::SocketAddr, process::Stdio, time::Duration};

use app::db::Db;
use tokio::{net::TcpListener, process::Command};

use super::{database, shop};

/// A running server.
async fn listen(db: &Db) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = leptos_actions::serve(listener, shop(db).await, Duration::from_secs(5), std::future::pending());
    tokio::spawn(serving);
    address
}

/// Runs a shell's line in an empty folder.
async fn run(folder: &std::path::Path, line: &str) -> String {
    let shell = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output();
    let output = shell.await.expect("this test needs a shell");
    assert!(
        output.status.success(),
        "{line}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("bookshop-curl-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_answers_curl() {
    let db = database().await;
    let site = format!("http://{}/_call", listen(&db).await);
    let folder = folder("calls");
    let program = "curl -sS --fail-with-body -b jar -c jar -H 'actions-signature: 0'";
    let json = "-H 'content-type: application/json'";
    let calls = [
        (
            "get_books",
            format!("{program} '{site}/get_books?genre=Gothic%20%26%20Horror&page=2'"),
            "\"page\":2",
        ),
        (
            "get_book",
            format!("{program} '{site}/get_book?_args=%7B%22slug%22:%22emma%22%7D'"),
            "\"Jane Austen\"",
        ),
        (
            "add_to_cart",
            format!("{program} {json} -d '{{\"book\":1,\"quantity\":2}}' {site}/add_to_cart"),
            "null",
        ),
        (
            "set_quantity",
            format!("{program} -d book=1 -d quantity=1 {site}/set_quantity"),
            "null",
        ),
        ("get_popular", format!("{program} {site}/get_popular"), "\"slug\":"),
        (
            "add_entry",
            format!(
                "{program} -H 'Idempotency-Key: 0123456789abcdef0123456789abcdef' --data-urlencode 'text=Žert' {site}/add_entry"
            ),
            "null",
        ),
        (
            "set_entry",
            format!("{program} {json} -d '{{\"entry\":\"0123456789abcdef\",\"done\":true}}' {site}/set_entry"),
            "null",
        ),
        (
            "set_like",
            format!("{program} -d slug=emma -d liked=true {site}/set_like"),
            "null",
        ),
        (
            "get_likes",
            format!("{program} '{site}/get_likes?slug=emma'"),
            "{\"count\":1,\"mine\":true}",
        ),
        (
            "count_view",
            format!("{program} -d slug=emma {site}/count_view"),
            "null",
        ),
        ("get_views", format!("{program} '{site}/get_views?slug=emma'"), "1"),
        ("get_list", format!("{program} {site}/get_list"), "\"done\":true"),
        (
            "delete_entry",
            format!("{program} -d entry=0123456789abcdef {site}/delete_entry"),
            "null",
        ),
        (
            "get_deleted_entries",
            format!("{program} {site}/get_deleted_entries"),
            "\"Žert\"",
        ),
        (
            "restore_entry",
            format!("{program} -d entry=0123456789abcdef {site}/restore_entry"),
            "null",
        ),
        (
            "search_books",
            format!("{program} '{site}/search_books?text=bronte'"),
            "Brontë",
        ),
        (
            "update_lines",
            format!("{program} -d 'lines[0].book=1' -d 'lines[0].quantity=1' {site}/update_lines"),
            "null",
        ),
        ("get_cart", format!("{program} {site}/get_cart"), "\"quantity\":1"),
        ("remove_line", format!("{program} -d book=1 {site}/remove_line"), "null"),
        (
            "get_removed_lines",
            format!("{program} {site}/get_removed_lines"),
            "\"book\":1",
        ),
        (
            "restore_line",
            format!("{program} -d book=1 {site}/restore_line"),
            "null",
        ),
        ("empty_cart", format!("{program} -X POST {site}/empty_cart"), "null"),
        (
            "send_message",
            format!(
                "{program} -d name=Ada --data-urlencode email=ada@example.org -d message=Hello {site}/send_message"
            ),
            "null",
        ),
        (
            "sign_up",
            format!(
                "{program} -d name=Ada --data-urlencode email=ada@example.org -d password=0123456789 {site}/sign_up"
            ),
            "null",
        ),
        (
            "get_me",
            format!("{program} {site}/get_me"),
            "{\"id\":1,\"name\":\"Ada\",\"avatar\":null}",
        ),
        (
            "save_account",
            format!("{program} -d 'name=Ada L.' -d bio=Hello {site}/save_account"),
            "null",
        ),
        ("get_account", format!("{program} {site}/get_account"), "\"Ada L.\""),
        (
            "post_review",
            format!("{program} -d slug=emma -d stars=4 --data-urlencode 'text=Žert' {site}/post_review"),
            "null",
        ),
        (
            "get_reviews",
            format!("{program} '{site}/get_reviews?slug=emma'"),
            "\"name\":\"Ada L.\",\"stars\":4,\"text\":\"Žert\"",
        ),
        ("sign_out", format!("{program} -X POST {site}/sign_out"), "null"),
        (
            "sign_in",
            format!("{program} --data-urlencode email=ada@example.org -d password=0123456789 {site}/sign_in"),
            "null",
        ),
    ];
    let listed = app::CALLS.lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(calls.len(), listed, "a call has no line here");
    for (name, line, expected) in calls {
        let answer = run(&folder, &line).await;
        assert!(answer.contains(expected), "{name}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_readme_work_as_printed() {
    let db = database().await;
    let address = listen(&db).await.to_string();
    let folder = folder("readme");
    let readme = include_str!("../../../README.md");
    let commands: Vec<&str> = readme.lines().filter(|line| line.starts_with("curl ")).collect();
    assert_eq!(commands.len(), 4);
    let mut answers = Vec::new();
    for command in commands {
        let command = command
            .replace("127.0.0.1:3000", &address)
            .replacen("curl", "curl -sS --fail-with-body", 1);
        answers.push(run(&folder, &command).await);
    }
    let expected = ["\"Emma\"", "\"Mystery\"", "null", "\"quantity\":2"];
    for (answer, expected) in answers.iter().zip(expected) {
        assert!(answer.contains(expected), "{answer}");
    }
}

#[test]
fn the_excerpts_of_the_readme_are_the_shops_code() {
    let readme = include_str!("../../../README.md");
    let shop = include_str!("../../../app/src/cart/add.rs");
    let excerpt = readme
        .split("```rust\n")
        .find(|part| part.contains("pub async fn add_to_cart"))
        .unwrap();
    let excerpt = excerpt.split("```").next().unwrap();
    assert!(
        shop.contains(excerpt),
        "the README's excerpt and app/src/cart/add.rs differ"
    );
}
