//! A form with files, without scripts: step for step as any other form.

use leptos::prelude::*;
use leptos_actions::prelude::*;
use leptos_actions_testing::{Multipart, Site};

use super::{KEY, app::Member, browser};
use crate::support::Ran;

/// Saves photos with a caption.
#[action(public)]
pub async fn save_photos(
    #[form(length = 1..=20)] caption: String,
    #[form(max_size = "1 kB", types = ["image/png", "image/jpeg"], count = 2)] photos: Vec<Upload>,
    #[extract] State(ran): State<Ran>,
) -> CallResult<()> {
    ran.once_more();
    if caption == "forbidden" || photos.iter().any(|photo| photo.size() == 0) {
        return Err(CallError::Forbidden);
    }
    Ok(())
}

#[action]
pub async fn members_photo(
    #[caller] _: Member,
    caption: String,
    photo: Option<Upload>,
    #[extract] State(ran): State<Ran>,
) -> CallResult<()> {
    ran.once_more();
    drop((caption, photo));
    Ok(())
}

#[component]
pub fn Photos() -> impl IntoView {
    let save = use_server_action::<SavePhotos>();
    let member = use_server_action::<MembersPhoto>();
    view! {
        <ServerForm action=save>
            <input name="caption" value=move || save.kept_or("caption", "")/>
            <FieldError action=save name="caption"/>
            <input
                type="file"
                name="photos"
                accept=save.accept("photos")
                multiple=save.multiple("photos")
                aria-invalid=move || save.aria_invalid("photos")
            />
            <FieldError action=save name="photos"/>
            <p id="done">{move || save.value().is_some_and(|value| value.is_ok()).then_some("Saved.")}</p>
        </ServerForm>
        <ServerForm action=member>
            <input name="caption" value=move || member.kept_or("caption", "")/>
            <input type="file" name="photo" accept=member.accept("photo") multiple=member.multiple("photo")/>
        </ServerForm>
    }
}

const PAGE: &str = "/photos?album=7&_call=save_photos";

fn form(caption: &str) -> Multipart {
    Multipart::new().text("_key", KEY).text("caption", caption)
}

#[tokio::test]
async fn a_form_says_that_it_has_files_and_which_it_takes() {
    let (site, _) = browser();
    let page = site.get("/photos").await;
    assert_eq!(
        page.text().matches("enctype=\"multipart/form-data\"").count(),
        2,
        "{}",
        page.text()
    );
    page.contains("accept=\"image/png,image/jpeg\" multiple");
    page.contains("<input type=\"file\" name=\"photo\">");
    site.get("/notes").await.lacks("enctype=");
}

// covers: UPL-06
#[tokio::test]
async fn a_form_with_files_works_without_scripts() {
    let (site, ran) = browser();
    let form = form("a cat")
        .file("photos", "a.png", "image/png", "x")
        .file("photos", "b.jpg", "image/jpeg", "y");
    let answer = site.post(PAGE).multipart(form).await;
    answer.status(303).redirected_to("/photos?album=7");
    site.follow(&answer).await.status(200).contains("Saved.");
    assert_eq!(ran.times(), 1);
    let none = Multipart::new()
        .text("caption", "no cat")
        .file("photos", "", "application/octet-stream", "");
    site.post(PAGE).multipart(none).await.status(303);
    assert_eq!(ran.times(), 2);
}

#[tokio::test]
async fn a_file_that_is_refused_is_told_beside_its_field_and_what_was_typed_is_kept() {
    let (site, ran) = browser();
    let send = |file: &str, content_type: &str, size: usize| {
        let form = form("a cat").file("photos", file, content_type, vec![b'x'; size]);
        site.post(PAGE).multipart(form)
    };
    for (answer, message) in [
        (
            send("large.png", "image/png", 1_001).await,
            "large.png\u{2069}: Choose a file of at most 1 kB.",
        ),
        (
            send("a.gif", "image/gif", 1).await,
            "a.gif\u{2069}: Choose a file of another type: image/png, image/jpeg.",
        ),
    ] {
        answer
            .status(422)
            .contains(message)
            .contains("value=\"a cat\"")
            .contains("aria-invalid=\"true\"");
        answer
            .contains(&format!("name=\"_key\" value=\"{KEY}\""))
            .lacks("xxxxxxxxxx");
        assert_eq!(answer.text().matches(message).count(), 1);
    }
    let many = (0..3).fold(form("a cat"), |form, _| form.file("photos", "a.png", "image/png", "x"));
    site.post(PAGE)
        .multipart(many)
        .await
        .status(422)
        .contains("Choose at most 2 files.");
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_field_that_stands_after_a_large_file_is_kept_too() {
    let (site, _) = browser();
    let large = Multipart::new()
        .file("photos", "a.png", "image/png", vec![0; 5_000_000])
        .text("caption", "a cat");
    let answer = site.post(PAGE).multipart(large).await;
    answer.status(422).contains("at most 1 kB").contains("value=\"a cat\"");
}

#[tokio::test]
async fn a_body_that_is_cut_or_far_too_large_is_answered_with_the_page() {
    let (site, ran) = browser();
    let (media_type, whole) = form("a cat").file("photos", "a.png", "image/png", "x").into_parts();
    let cut = site
        .post(PAGE)
        .body(media_type, whole[..whole.len() - 10].to_vec())
        .await;
    cut.status(400).contains("This could not be understood.");
    let huge = Multipart::new().text("caption", &"x".repeat(70_000));
    site.post(PAGE)
        .multipart(huge)
        .await
        .status(413)
        .contains("This is too large.");
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_name_stays_text_in_the_page() {
    let (site, _) = browser();
    let name = "</script><script>alert(1)</script>\".gif";
    let answer = site
        .post(PAGE)
        .multipart(form("a").file("photos", name, "image/gif", "x"))
        .await;
    answer
        .status(422)
        .contains("&lt;script&gt;alert(1)")
        .lacks("<script>alert");
}

#[tokio::test]
async fn the_same_form_with_the_same_files_is_one_intent_and_with_others_another() {
    let (site, ran) = browser();
    let send = |name: &str, size: usize| {
        site.post(PAGE)
            .multipart(form("a cat").file("photos", name, "image/png", vec![0; size]))
    };
    for _ in 0..3 {
        send("a.png", 5).await.status(303);
    }
    assert_eq!(ran.times(), 1);
    send("b.png", 5).await.status(303);
    send("a.png", 6).await.status(303);
    assert_eq!(ran.times(), 3);
}

async fn refused(site: &Site) {
    let form = Multipart::new()
        .file("photo", "a.png", "image/png", vec![b'x'; 3_000_000])
        .text("caption", "a long story");
    let answer = site.post("/photos?_call=members_photo").multipart(form).await;
    answer
        .status(401)
        .contains("Please sign in first.")
        .contains("value=\"a long story\"");
}

#[tokio::test]
async fn whoever_is_refused_still_has_what_was_typed_beside_a_file() {
    let (site, ran) = browser();
    refused(&site).await;
    assert_eq!(ran.times(), 0);
}

#[tokio::test]
async fn a_failure_of_the_body_keeps_the_text_and_its_status() {
    let (site, ran) = browser();
    let form = form("forbidden").file("photos", "a.png", "image/png", "x");
    let answer = site.post(PAGE).multipart(form).await;
    answer
        .status(403)
        .contains("This is not allowed.")
        .contains("value=\"forbidden\"");
    assert_eq!(ran.times(), 1);
}
