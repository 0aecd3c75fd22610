use std::fs;

use leptos_actions_testing::Site;

use super::{database, settings};
use crate::routes;

/// A shop whose files are these, below a folder of its own.
async fn site(files: &[(&str, &str)]) -> Site {
    let db = database().await;
    let mut settings = settings(&db);
    let root = db.connect_options().get_filename().with_file_name("site");
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    settings.leptos.site_root = root.to_str().unwrap().into();
    Site::new(routes::service(settings, db).await.unwrap())
}

// covers: GST-25
#[tokio::test]
async fn a_name_by_content_is_kept_for_ever_and_every_other_is_asked_for() {
    let ours = "pkg/bookshop.0123456789abcdef0123456789abcdef.js";
    let theirs = "pkg/bookshop.ar-Yhe0123456789abc_gh.wasm";
    let files = [
        (ours, "1"),
        (theirs, "2"),
        ("pkg/bookshop.js", "3"),
        ("robots.txt", "4"),
    ];
    let site = site(&files).await;
    let kept = Some("public, max-age=31536000, immutable");
    for (name, control) in [
        (ours, kept),
        (theirs, kept),
        ("pkg/bookshop.js", Some("no-cache")),
        ("robots.txt", Some("no-cache")),
    ] {
        let file = site.get(&format!("/{name}")).await;
        assert_eq!(file.status(200).header("cache-control").as_deref(), control, "{name}");
    }
    // After a deploy that did not keep it: nothing may remember that it is not there.
    let gone = site.get("/pkg/bookshop.ffffffffffffffffffffffffffffffff.js").await;
    let control = gone.status(404).header("cache-control").unwrap_or_default();
    assert!(
        !control.contains("immutable") && !control.contains("max-age"),
        "{control}"
    );
}

// covers: GST-25
#[tokio::test]
async fn a_file_is_sent_as_the_build_compressed_it() {
    let site = site(&[
        ("pkg/bookshop.js", "the script"),
        ("pkg/bookshop.js.br", "brotli"),
        ("pkg/bookshop.js.gz", "gzip"),
    ])
    .await;
    for (accepted, sent) in [
        ("gzip, deflate, br", "brotli"),
        ("gzip", "gzip"),
        ("zstd", "the script"),
    ] {
        let file = site.get("/pkg/bookshop.js").header("accept-encoding", accepted).await;
        assert_eq!(file.status(200).text(), sent, "{accepted}");
        assert_eq!(file.header("content-type").as_deref(), Some("text/javascript"));
    }
}
