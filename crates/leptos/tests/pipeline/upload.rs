//! Step 8 for forms with files: what is taken, what is refused, and what nobody ever sees.
//!
//! Why this file is long: one format, and every way in which it can be wrong.

use std::{path::PathBuf, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use leptos_actions::{CallError, prelude::*};
use leptos_actions_testing::{As, Multipart, Site};
use serde_json::{Value, json};

use super::{
    calls::Member,
    cross_site::{FOREIGN, OWN, with},
    site, site_with,
    support::{
        Ran,
        body::{chunked, watched},
        log::Log,
    },
};

/// What a body saw of its files.
type Seen = Vec<(String, String, u64, String)>;

async fn seen(uploads: &[Upload]) -> CallResult<Seen> {
    let mut all = Vec::new();
    for upload in uploads {
        let text = String::from_utf8_lossy(&upload.bytes(1 << 20).await?).into_owned();
        let text = text.chars().take(40).collect();
        all.push((
            upload.name().to_owned(),
            upload.content_type().to_owned(),
            upload.size(),
            text,
        ));
    }
    Ok(all)
}

#[action(public)]
async fn keep_one(title: String, file: Upload, #[extract] State(ran): State<Ran>) -> CallResult<Seen> {
    ran.once_more();
    drop(title);
    seen(&[file]).await
}

#[action(public)]
async fn keep_perhaps(file: Option<Upload>, #[extract] State(ran): State<Ran>) -> CallResult<Seen> {
    ran.once_more();
    seen(file.as_slice()).await
}

#[action(public)]
async fn keep_pictures(
    #[form(length = 1..=9)] title: String,
    #[form(max_size = "1 kB", types = ["image/png", "text/*"], count = 2)] pictures: Vec<Upload>,
    #[extract] State(ran): State<Ran>,
) -> CallResult<Seen> {
    ran.once_more();
    drop(title);
    seen(&pictures).await
}

/// An alias and a newtype hold files as well.
type Photo = Option<Upload>;

#[action(public)]
async fn keep_photo(before: Photo, #[form(max_size = "10 MB")] photo: Photo, after: String) -> CallResult<u64> {
    drop((before, after));
    let mut bytes = 0;
    if let Some(photo) = photo {
        let mut reader = photo.open();
        while let Some(chunk) = reader.chunk().await? {
            bytes += chunk.len() as u64;
        }
    }
    Ok(bytes)
}

#[action(public)]
async fn keep_note(note: String, file: Upload, #[extract] State(ran): State<Ran>) -> CallResult<String> {
    ran.once_more();
    drop(file);
    Ok(note)
}

#[action]
async fn members_file(#[caller] _: Member, file: Upload, #[extract] State(ran): State<Ran>) -> CallResult<u64> {
    ran.once_more();
    Ok(file.size())
}

fn form() -> Multipart {
    Multipart::new().text("title", "t")
}

async fn sees(site: &Site, path: &str, form: Multipart) -> Seen {
    site.post(path).multipart(form).await.status(200).json()
}

fn one(name: &str, content_type: &str, content: &str) -> Seen {
    vec![(name.into(), content_type.into(), content.len() as u64, content.into())]
}

/// A form of which the last file is still to come.
fn begun(form: Multipart) -> (&'static str, Bytes) {
    let (media_type, whole) = form.into_parts();
    let mut ends = whole.windows(4).enumerate().filter(|(_, bytes)| bytes == b"\r\n--");
    let (end, _) = ends.next_back().expect("a form ends with its boundary");
    (media_type, whole[..end].to_vec().into())
}

/// What is wrong, by field.
async fn issues(site: &Site, path: &str, form: Multipart) -> Value {
    let answer = site.post(path).multipart(form).await;
    answer.status(422).json::<Value>()["fields"].clone()
}

// covers: UPL-02
#[tokio::test]
async fn files_and_fields_come_in_any_order() {
    let (site, _) = site();
    let before = Multipart::new()
        .file("file", "a.txt", "text/plain", "content")
        .text("title", "t");
    assert_eq!(
        sees(&site, "/_call/keep_one", before).await,
        one("a.txt", "text/plain", "content")
    );
    let after = form().file("file", "a.txt", "text/plain", "content");
    assert_eq!(
        sees(&site, "/_call/keep_one", after).await,
        one("a.txt", "text/plain", "content")
    );
    let several = Multipart::new()
        .file("pictures", "a", "image/png", "one")
        .text("title", "t")
        .file("pictures", "b", "text/csv", "two");
    let seen = sees(&site, "/_call/keep_pictures", several).await;
    assert_eq!(
        seen,
        [one("a", "image/png", "one"), one("b", "text/csv", "two")].concat()
    );
}

#[tokio::test]
async fn our_own_client_sends_the_same_form() {
    let (site, _) = site();
    let form = form().file("file", "a.txt", "text/plain", "content");
    let answer = site.post("/_call/keep_one.cbor").multipart(form).await;
    assert_eq!(answer.outcome::<KeepOne>(), Ok(one("a.txt", "text/plain", "content")));
}

// covers: UPL-07
#[tokio::test]
async fn a_photo_of_several_megabytes_is_taken_whatever_stands_around_it() {
    let (site, _) = site();
    let photo = vec![0xd8; 5_000_000];
    let first = Multipart::new()
        .file("photo", "p.jpg", "image/jpeg", &photo)
        .text("after", "x");
    let last = Multipart::new()
        .text("after", "x")
        .file("before", "", "application/octet-stream", "")
        .file("photo", "p.jpg", "image/jpeg", &photo);
    for form in [first, last] {
        let (media_type, body) = form.into_parts();
        let whole = site.post("/_call/keep_photo").body(media_type, body.clone()).await;
        assert_eq!(whole.status(200).json::<u64>(), 5_000_000);
        let pieces: Vec<_> = body
            .chunks(10_007)
            .map(|piece| Ok::<_, std::io::Error>(piece.to_vec()))
            .collect();
        let pieces = Body::from_stream(stream::iter(pieces));
        let streamed = site.post("/_call/keep_photo").body(media_type, pieces).await;
        assert_eq!(streamed.status(200).json::<u64>(), 5_000_000);
    }
}

#[tokio::test]
async fn an_empty_input_is_no_file_and_an_empty_file_is_one() {
    let (site, ran) = site();
    let empty = || form().file("file", "", "application/octet-stream", "");
    assert_eq!(sees(&site, "/_call/keep_perhaps", empty()).await, vec![]);
    assert_eq!(sees(&site, "/_call/keep_perhaps", form()).await, vec![]);
    for none in [empty(), form()] {
        assert_eq!(
            issues(&site, "/_call/keep_one", none).await,
            json!({ "file": ["Choose a file."] })
        );
    }
    let zero = form().file("file", "empty.txt", "text/plain", "");
    assert_eq!(
        sees(&site, "/_call/keep_one", zero).await,
        one("empty.txt", "text/plain", "")
    );
    // Without a name, but not without content.
    let nameless = form().file("file", "", "text/plain", "content");
    assert_eq!(
        sees(&site, "/_call/keep_one", nameless).await,
        one("", "text/plain", "content")
    );
    assert_eq!(ran.times(), 4);
}

#[tokio::test]
async fn a_name_of_any_script_is_data() {
    let (site, _) = site();
    let long = "ž".repeat(3_000);
    for name in [
        "žluťoučký kůň.png",
        "日本語 🦀.png",
        "../../etc/passwd",
        "C:\\Windows\\system32\\cmd.exe",
        "/etc/passwd\0.png",
        "a\"; name=\"title",
        "a\r\nContent-Type: text/html\r\n\r\n<script>",
        "gnp.\u{202e}exe",
        ".",
        "%2e%2e%2f",
        " a ",
        &long,
    ] {
        // A head holds no NUL on its way; a name may.
        let seen = sees(&site, "/_call/keep_one", form().file("file", name, "text/plain", "x")).await;
        assert_eq!(seen, one(name, "text/plain", "x"), "{name:?}");
    }
    let too_long = form().file("file", &"x".repeat(9_000), "text/plain", "x");
    site.post("/_call/keep_one").multipart(too_long).await.status(400);
    for name in ["passwd", "cmd.exe"] {
        assert!(!PathBuf::from(name).exists() && !std::env::temp_dir().join(name).exists());
    }
}

#[tokio::test]
async fn two_files_where_one_is_declared_are_refused() {
    let (site, ran) = site();
    let two = || {
        form()
            .file("file", "a", "text/plain", "1")
            .file("file", "b", "text/plain", "2")
    };
    for path in ["/_call/keep_one", "/_call/keep_perhaps"] {
        assert_eq!(
            issues(&site, path, two()).await,
            json!({ "file": ["Choose one file."] })
        );
    }
    let pictures = (0..3).fold(form(), |form, _| form.file("pictures", "a", "image/png", "x"));
    assert_eq!(
        issues(&site, "/_call/keep_pictures", pictures).await,
        json!({ "pictures": ["Choose at most 2 files."] })
    );
    assert_eq!(ran.times(), 0);
}

// covers: UPL-03
#[tokio::test]
async fn a_file_may_be_as_large_as_its_limit_and_whoever_sends_more_learns_which() {
    let (site, ran) = site();
    let of = |size: usize| {
        let form = Multipart::new().file("pictures", "small.png", "image/png", "x");
        form.file("pictures", "large.png", "image/png", vec![0; size])
            .text("title", "")
    };
    let largest = of(1_000).text("other", "");
    assert_eq!(
        issues(&site, "/_call/keep_pictures", largest).await,
        json!({ "title": ["Fill this in."] })
    );
    let refused = issues(&site, "/_call/keep_pictures", of(1_001)).await;
    // What is wrong with the other fields is said with it.
    assert_eq!(
        refused,
        json!({
            "pictures": ["\u{2068}large.png\u{2069}: Choose a file of at most 1 kB."],
            "title": ["Fill this in."],
        })
    );
    // Where nothing is said it is 2 MiB.
    let default = |size: usize| form().file("file", "a", "text/plain", vec![b'x'; size]);
    let answer = site.post("/_call/keep_photo").multipart(default(1)).await;
    answer.status(400);
    let refused = issues(&site, "/_call/keep_perhaps", default((2 << 20) + 1)).await;
    assert_eq!(refused["file"][0], "\u{2068}a\u{2069}: Choose a file of at most 2 MiB.");
    assert_eq!(ran.times(), 0);
    // The body itself reads no more than a mebibyte of it.
    site.post("/_call/keep_perhaps")
        .multipart(default(2 << 20))
        .await
        .status(500);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_together() {
    let (site, ran) = site();
    let form = Multipart::new()
        .file("file", "a", "text/plain", vec![0; (2 << 20) + 1])
        .file("file", "b", "text/plain", "x");
    let refused = issues(&site, "/_call/keep_one", form).await;
    assert_eq!(
        refused,
        json!({ "title": ["Fill this in."], "file": ["\u{2068}a\u{2069}: Choose a file of at most 2 MiB."] })
    );
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_declared_type_that_is_not_taken_is_refused() {
    let (site, ran) = site();
    for content_type in ["image/jpeg", "", "text", "image/png/x"] {
        let form = form().file("pictures", "a.png", content_type, "x");
        let refused = issues(&site, "/_call/keep_pictures", form).await;
        assert_eq!(
            refused["pictures"][0],
            "\u{2068}a.png\u{2069}: Choose a file of another type: image/png, text/*."
        );
    }
    assert_eq!(ran.times(), 0);
    let form = form().file("pictures", "a.png", "text/plain; charset=utf-8", "x");
    assert_eq!(sees(&site, "/_call/keep_pictures", form).await.len(), 1);
}

// covers: GST-27
#[tokio::test]
async fn what_a_part_says_of_its_own_length_counts_for_nothing() {
    let (site, _) = site();
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Length: 3";
    let seen = sees(&site, "/_call/keep_one", form().part(head, "longer than that")).await;
    assert_eq!(seen[0].2, 16);
}

#[tokio::test]
async fn text_counts_against_the_limit_of_the_body_and_files_do_not() {
    let (site, ran) = site_with(|config| config.body_limit = 2_000);
    let file = |form: Multipart| form.file("file", "a", "text/plain", vec![b'x'; 100_000]);
    let title = |length: usize| Multipart::new().text("title", &"t".repeat(length));
    sees(&site, "/_call/keep_one", file(title(1_000))).await;
    for form in [file(title(2_000)), title(2_000)] {
        let (media_type, body) = form.into_parts();
        for body in [Body::from(body.clone()), chunked(body)] {
            let answer = site.post("/_call/keep_one").body(media_type, body).await;
            answer.status(413);
            assert_eq!(answer.header("connection").as_deref(), Some("close"));
        }
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_body_that_says_it_is_larger_than_all_files_together_is_refused_unread() {
    let (site, ran) = site();
    let (body, polled) = watched("--x\r\n");
    let body = Body::new(Declared(body, 100_000_000));
    let request = site
        .post("/_call/keep_one")
        .body("multipart/form-data; boundary=x", body);
    let answer = request.await;
    answer.status(413);
    assert!(!polled.was_polled());
    assert_eq!(ran.times(), 0);
}

/// A body with a length that it declares.
struct Declared(Body, u64);

impl http_body::Body for Declared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        std::pin::Pin::new(&mut self.0).poll_frame(cx)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.1)
    }
}

#[tokio::test]
async fn what_is_far_too_large_is_not_read_to_its_end_and_still_says_which_file_it_was() {
    let (site, ran) = site();
    let (media_type, start) = begun(form().file("file", "film.mp4", "video/mp4", ""));
    let piece = Bytes::from(vec![0; 1 << 20]);
    let endless = stream::iter([start])
        .chain(stream::repeat(piece))
        .map(Ok::<Bytes, std::io::Error>);
    let answer = site
        .post("/_call/keep_one")
        .body(media_type, Body::from_stream(endless))
        .await;
    let problem: Value = answer.status(422).json();
    assert_eq!(
        problem["fields"]["file"][0],
        "\u{2068}film.mp4\u{2069}: Choose a file of at most 2 MiB."
    );
    assert_eq!(answer.header("connection").as_deref(), Some("close"));
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_body_that_is_cut_off_or_no_form_runs_nothing() {
    let (site, ran) = site();
    let (media_type, whole) = form().file("file", "a.txt", "text/plain", "content").into_parts();
    for end in 0..whole.len() - 2 {
        let cut = site
            .post("/_call/keep_one")
            .body(media_type, whole[..end].to_vec())
            .await;
        assert_eq!((end, cut.code()), (end, 400));
    }
    for media_type in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=another",
        "multipart/form-data; boundary=\"",
    ] {
        site.post("/_call/keep_one")
            .body(media_type, whole.clone())
            .await
            .status(400);
    }
    site.post("/_call/keep_one")
        .body("multipart/mixed; boundary=x", "--x--")
        .await
        .status(415);
    let nameless = form().part("Content-Disposition: form-data; filename=\"x\"", "x");
    site.post("/_call/keep_one").multipart(nameless).await.status(400);
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_boundary_that_never_comes_is_bounded_by_the_limit() {
    let (site, ran) = site();
    let endless = || stream::repeat(Bytes::from(vec![b'x'; 64 * 1024])).map(Ok::<_, std::io::Error>);
    let start = |text: &'static str| stream::iter([Ok(Bytes::from_static(text.as_bytes()))]);
    for (beginning, status) in [
        ("", 400),
        ("--x\r\n", 400),
        ("--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n", 413),
        (
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n",
            422,
        ),
    ] {
        let body = Body::from_stream(start(beginning).chain(endless()));
        let answer = site
            .post("/_call/keep_one")
            .body("multipart/form-data; boundary=x", body)
            .await;
        assert_eq!((beginning, answer.code()), (beginning, status));
        assert_eq!(answer.header("connection").as_deref(), Some("close"));
    }
    assert_eq!(ran.times(), 0);
}

// covers: GST-27
#[tokio::test]
async fn a_form_has_at_most_a_thousand_parts() {
    let (site, ran) = site_with(|config| config.body_limit = 1 << 20);
    let parts = |count: usize| (1..count).fold(form(), |form, _| form.text("f", "1"));
    site.post("/_call/keep_perhaps")
        .multipart(parts(1_000))
        .await
        .status(200);
    site.post("/_call/keep_perhaps")
        .multipart(parts(1_001))
        .await
        .status(400);
    let files = (0..1_001).fold(form(), |form, _| form.file("file", "", "", ""));
    site.post("/_call/keep_perhaps").multipart(files).await.status(400);
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_multipart_body_inside_a_part_is_content() {
    let (site, _) = site();
    let (inner_type, inner) = Multipart::new().file("file", "inner", "text/plain", "x").into_parts();
    let inner = String::from_utf8(inner)
        .unwrap()
        .replace("----LeptosActions", "----Inner");
    let nested = form().file("file", "outer", inner_type, &inner);
    let seen = sees(&site, "/_call/keep_one", nested).await;
    assert_eq!((seen[0].0.as_str(), seen[0].2), ("outer", inner.len() as u64));
}

#[tokio::test]
async fn a_file_that_no_field_declares_is_refused_before_it_is_read() {
    let (site, ran) = site();
    let log = Log::listen();
    for field in ["title", "extra"] {
        let (media_type, start) = begun(Multipart::new().file(field, "a", "text/plain", ""));
        // It never ends, and nobody waits for that.
        let body = stream::iter([Ok::<_, std::io::Error>(start)]).chain(stream::pending());
        let answer = site
            .post("/_call/keep_one")
            .body(media_type, Body::from_stream(body))
            .await;
        answer.status(400);
    }
    assert_eq!(ran.times(), 0);
    assert_eq!(log.about("a file for which the call has no field").len(), 2);
    // An input in which nothing was chosen is nothing.
    let form = form().file("extra", "", "application/octet-stream", "");
    site.post("/_call/keep_perhaps").multipart(form).await.status(200);
    // A call without file fields takes no such form at all.
    let (body, polled) = watched("--x--");
    let answer = site
        .post("/_call/touch")
        .body("multipart/form-data; boundary=x", body)
        .await;
    answer.status(415);
    assert!(!polled.was_polled());
}

#[tokio::test]
async fn a_file_travels_by_a_form_alone() {
    let (site, ran) = site();
    for file in [json!("a.txt"), json!(null), json!({ "name": "a" }), json!([104, 105])] {
        let answer = site
            .post("/_call/keep_one")
            .json(&json!({ "title": "t", "file": file }))
            .await;
        answer.status(400);
    }
    // "a", with a file as a byte string and as nothing.
    for file in [b"\x41x".as_slice(), b"\xf6"] {
        let body = [b"\xa2\x65title\x61t\x64file".as_slice(), file].concat();
        let answer = site.post("/_call/keep_one.cbor").body("application/cbor", body).await;
        assert_eq!(answer.status(400).outcome::<KeepOne>(), Err(CallError::Malformed));
    }
    let urlencoded = site
        .post("/_call/keep_one")
        .form(&[("title", "t"), ("file", "a.txt")])
        .await;
    assert_eq!(
        urlencoded.status(422).json::<Value>()["fields"],
        json!({ "file": ["Choose a file."] })
    );
    assert_eq!(ran.times(), 0);
    // Whoever sends none needs no form.
    site.post("/_call/keep_perhaps")
        .json(&json!({ "file": null }))
        .await
        .status(200);
    site.post("/_call/keep_perhaps").form(&[]).await.status(200);
}

#[tokio::test]
async fn a_compressed_form_is_refused_and_compressed_content_is_content() {
    let (site, ran) = site();
    let form = form().file("file", "a.gz", "application/gzip", b"\x1f\x8b\x08");
    let encoded = site
        .post("/_call/keep_one")
        .header("content-encoding", "gzip")
        .multipart(form.clone());
    encoded.await.status(415);
    assert_eq!(ran.times(), 0);
    assert_eq!(sees(&site, "/_call/keep_one", form).await[0].2, 3);
}

#[tokio::test]
async fn text_in_parts_is_read_as_in_any_form() {
    let (site, ran) = site();
    let text = |text: &str| form().text("note", text).file("file", "a", "text/plain", "x");
    let answer = site.post("/_call/keep_note").multipart(text("žluť\r\nkůň")).await;
    assert_eq!(answer.status(200).json::<String>(), "žluť\nkůň");
    let twice = text("a").text("note", "b");
    assert_eq!(
        issues(&site, "/_call/keep_note", twice).await,
        json!({ "note": ["Send this once."] })
    );
    assert_eq!(ran.times(), 1);
}

// covers: SEO-01 SEO-12
#[tokio::test]
async fn a_form_with_files_is_checked_as_any_other_call_and_from_another_site_refused_unread() {
    let (site, ran) = site();
    let paths = ["/_call/keep_one", "/_call/keep_one.cbor", "/page?_call=keep_one"];
    for path in paths {
        for headers in FOREIGN {
            let (body, polled) = watched("--x--");
            let request = with(site.post(path), headers).body("multipart/form-data; boundary=x", body);
            assert_eq!((path, headers, request.await.code()), (path, headers, 403));
            assert!(!polled.was_polled());
        }
    }
    assert_eq!(ran.times(), 0);
    for path in paths {
        for headers in OWN {
            let form = form().file("file", "a.txt", "text/plain", "content");
            let answer = with(site.post(path), headers).multipart(form).await;
            assert!([200, 303].contains(&answer.code()), "{path} {headers:?} {answer:?}");
        }
    }
    assert_eq!(ran.times(), paths.len() * OWN.len());
}

#[action(public)]
async fn keep_labelled(
    labels: Vec<String>,
    pictures: Vec<Upload>,
    #[extract] State(ran): State<Ran>,
) -> CallResult<(Vec<String>, Seen)> {
    ran.once_more();
    Ok((labels, seen(&pictures).await?))
}

// covers: COD-08
#[tokio::test]
async fn several_files_and_texts_keep_their_order_and_their_kind() {
    let (site, ran) = site();
    let file = |form: Multipart, name: &str| form.file("pictures", name, "image/png", name);
    let mut form = Multipart::new();
    for name in ["c", "a", "b"] {
        form = file(form.text("labels", name), name);
    }
    for path in ["/_call/keep_labelled", "/_call/keep_labelled.cbor"] {
        let answer = site.post(path).multipart(form.clone()).await;
        let labels = ["c", "a", "b"].map(str::to_owned).to_vec();
        let pictures = [
            one("c", "image/png", "c"),
            one("a", "image/png", "a"),
            one("b", "image/png", "b"),
        ]
        .concat();
        let kept = match path.ends_with(".cbor") {
            true => answer.outcome::<KeepLabelled>().unwrap(),
            false => answer.json(),
        };
        assert_eq!(kept, (labels, pictures));
    }
    assert_eq!(ran.times(), 2);
    // A field is of one kind: a text among its files is told, and nothing is taken for the other.
    let mixed = file(file(Multipart::new(), "a").text("pictures", "b"), "c");
    let refused = issues(&site, "/_call/keep_labelled", mixed).await;
    assert_eq!(refused, json!({ "pictures": ["Choose a file."] }));
    let mixed = Multipart::new()
        .text("labels", "a")
        .file("labels", "b", "text/plain", "b");
    site.post("/_call/keep_labelled").multipart(mixed).await.status(400);
    assert_eq!(ran.times(), 2);
}

/// Nothing of it is written anywhere before it is known whose it is.
#[tokio::test]
async fn a_form_with_files_whose_sender_may_not_call_is_refused_unread() {
    let (site, ran) = site();
    let (body, polled) = watched("--x--");
    let answer = site
        .post("/_call/members_file")
        .body("multipart/form-data; boundary=x", body)
        .await;
    answer.status(401);
    assert!(!polled.was_polled());
    assert_eq!(ran.times(), 0);
}

// covers: SED-19
#[tokio::test(start_paused = true)]
async fn a_slow_upload_may_go_on_and_a_stalled_one_is_given_up() {
    let (site, ran) = site_with(|config| {
        config.body_deadline = Duration::from_secs(10);
        config.upload_deadline = Duration::from_secs(600);
    });
    let slow = |form: Multipart, pause: u64| {
        let (media_type, body) = form.into_parts();
        let pieces: Vec<_> = body.chunks(8).map(<[u8]>::to_vec).collect();
        let pieces = stream::iter(pieces).then(move |piece| async move {
            tokio::time::sleep(Duration::from_secs(pause)).await;
            Ok::<_, std::io::Error>(piece)
        });
        (media_type, Body::from_stream(pieces))
    };
    let file = |size: usize| form().file("file", "a", "text/plain", vec![b'x'; size]);
    for (form, pause, status) in [(file(200), 9, 200), (file(200), 11, 408), (file(2_000), 9, 408)] {
        let (media_type, body) = slow(form, pause);
        let answer = site.post("/_call/keep_one").body(media_type, body).await;
        assert_eq!((pause, answer.code()), (pause, status));
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn the_same_files_under_one_key_are_one_intent() {
    let (site, ran) = site();
    let send = |name: &'static str, content: &'static str| {
        let form = form().file("file", name, "text/plain", content);
        site.post("/_call/keep_one")
            .header("idempotency-key", "0123456789abcdef0123456789abcdef")
            .multipart(form)
    };
    assert_eq!(
        send("a", "one").await.status(200).json::<Seen>(),
        one("a", "text/plain", "one")
    );
    assert_eq!(
        send("a", "one").await.status(200).json::<Seen>(),
        one("a", "text/plain", "one")
    );
    for other in [send("b", "one"), send("a", "more")] {
        other
            .await
            .status(422)
            .contains("This idempotency key was used with other arguments.");
    }
    assert_eq!(ran.times(), 1);
}

#[tokio::test]
async fn a_direct_call_is_held_to_the_same_rules() {
    let picture = |content_type: &str, size: usize| Upload::from_bytes("a", content_type, vec![0; size]);
    let keep = |pictures: Vec<Upload>| {
        let visitor = As::public().state(Ran::default());
        async move { visitor.call(|| keep_pictures("t".into(), pictures)).await }
    };
    assert_eq!(keep(vec![picture("image/png", 1_000)]).await.unwrap().len(), 1);
    let large = keep(vec![picture("image/png", 1_001)]).await;
    assert!(large.field_error("pictures").contains("at most 1 kB"));
    let other = keep(vec![picture("image/gif", 1)]).await;
    assert!(other.field_error("pictures").contains("another type"));
    let many = keep(vec![picture("image/png", 1); 3]).await;
    assert_eq!(many.field_error("pictures"), "Choose at most 2 files.");
}
