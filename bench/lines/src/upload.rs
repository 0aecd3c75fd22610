//! An upload with progress: a member's account, with a picture.
//!
//! What plain Leptos does not do here:
//! - cannot: without scripts what was typed is kept when the form is refused, unless it travels in the address as well.
//! - cannot: errors without scripts that nobody can make up: they travel in the address, unsigned.
//! - cannot: without scripts a status of its own for a refused form: it is a redirect.
//! - left out: with scripts a status of its own, which takes the integration's `ResponseOptions` (here it is 500).
//! - left out: once only, when the network sends it again, or when it is pressed twice without scripts: it takes keys and a table of them.
//! - left out: files on the disk while they arrive (here a picture is in memory until it is kept), and an end to what is read of one that is too large.
//! - left out: that the end of a line is one character, which a browser counts so and sends as two.
//! - left out: "Saved." without scripts (a redirect to a page of their own), checks of name and bio while one types.
//! - left out: the rest of the account's page (loading, failure, signing in again), which is not counted on either side.

use std::fmt::Display;

use leptos::{
    ev, html,
    prelude::*,
    server_fn::{
        ServerFn,
        codec::{JsonEncoding, MultipartData, MultipartFormData},
        error::{FromServerFnError, ServerFnErrorErr, ServerFnUrlError},
    },
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use multer::Field;
use serde::{Deserialize, Serialize};
use web_sys::{FormData, HtmlFormElement, HtmlInputElement, ProgressEvent, XmlHttpRequest};

use crate::{
    form::{focus_invalid, length_issue},
    work::{self, Account},
};

// lines: upload
const LONGEST_NAME: usize = 80;
const LONGEST_BIO: usize = 1_000;
/// In bytes.
const LARGEST: usize = 2_000_000;
const TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Issues {
    name: Option<String>,
    bio: Option<String>,
    avatar: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum SaveError {
    #[error("Please correct the marked fields.")]
    Fields(Issues),
    #[error("Please sign in first.")]
    SignedOut,
    #[error("This has changed in the meantime. Please look again.")]
    Conflict,
    #[error("That did not work. Please try again.")]
    Server,
}

impl FromServerFnError for SaveError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Server
    }
}

fn failed(error: impl Display) -> SaveError {
    leptos::logging::error!("save_account: {error}");
    SaveError::Server
}

fn size_issue(file: &str, size: usize) -> Option<String> {
    (size > LARGEST).then(|| format!("{file}: Choose a file of at most 2 MB."))
}

fn type_issue(file: &str, kind: &str) -> Option<String> {
    let issue = || format!("{file}: Choose a file of another type: {}.", TYPES.join(", "));
    (!TYPES.contains(&kind)).then(issue)
}

#[derive(Default)]
struct Sent {
    of: String,
    name: String,
    bio: String,
    avatar: Option<Vec<u8>>,
}

/// Reads a form as far as it may be long.
async fn read(data: MultipartData, issues: &mut Issues) -> Result<Sent, SaveError> {
    let mut sent = Sent::default();
    let mut parts = data.into_inner().ok_or(SaveError::Server)?;
    while let Some(mut part) = parts.next_field().await.map_err(failed)? {
        match part.name().unwrap_or_default() {
            "of" => sent.of = read_text(&mut part).await?,
            "name" => sent.name = read_text(&mut part).await?,
            "bio" => sent.bio = read_text(&mut part).await?,
            "avatar" => {
                let file = part.file_name().unwrap_or_default().to_owned();
                let kind = part.content_type().map(ToString::to_string).unwrap_or_default();
                let (bytes, size) = read_part(&mut part).await?;
                if size > 0 {
                    issues.avatar = size_issue(&file, size).or_else(|| type_issue(&file, &kind));
                    sent.avatar = Some(bytes);
                }
            }
            _ => {}
        }
    }
    Ok(sent)
}

async fn read_text(part: &mut Field<'_>) -> Result<String, SaveError> {
    let (bytes, _) = read_part(part).await?;
    String::from_utf8(bytes).map_err(failed)
}

/// What is in a part, unless it is larger than what is taken, and how long it is.
async fn read_part(part: &mut Field<'_>) -> Result<(Vec<u8>, usize), SaveError> {
    let (mut bytes, mut size) = (vec![], 0);
    while let Some(chunk) = part.chunk().await.map_err(failed)? {
        size += chunk.len();
        if size <= LARGEST {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok((bytes, size))
}

#[server(input = MultipartFormData)]
pub async fn save_account(data: MultipartData) -> Result<(), SaveError> {
    let member = work::member().await.map_err(failed)?.ok_or(SaveError::SignedOut)?;
    let mut issues = Issues::default();
    let Sent { of, name, bio, avatar } = read(data, &mut issues).await?;
    if !of.is_empty() && of != member.to_string() {
        return Err(SaveError::Conflict);
    }
    issues.name = length_issue(name.trim(), LONGEST_NAME);
    issues.bio = length_issue(&bio, LONGEST_BIO).filter(|_| !bio.is_empty());
    if avatar
        .as_ref()
        .is_some_and(|bytes| work::sniff(bytes).is_none_or(|kind| !TYPES.contains(&kind)))
    {
        let issue = || "This file is no PNG, JPEG, WebP or GIF picture.".to_owned();
        issues.avatar.get_or_insert_with(issue);
    }
    if issues != Issues::default() {
        return Err(SaveError::Fields(issues));
    }
    let new = match avatar {
        Some(bytes) => Some(work::keep(bytes).await.map_err(failed)?),
        None => None,
    };
    // The old picture goes when nothing names it any more, and the new one if nothing ever will.
    match work::save_account(member, name.trim(), &bio, new.as_deref()).await {
        Ok(Some(old)) => work::remove(&old).await,
        Ok(None) => {}
        Err(error) => {
            if let Some(new) = new {
                work::remove(&new).await;
            }
            return Err(failed(error));
        }
    }
    Ok(())
}

/// What has become of the newest save.
#[derive(Clone, PartialEq)]
enum Save {
    None,
    Sending { sent: f64, total: f64 },
    Cancelled,
    Saved,
    Failed(SaveError),
}

/// Sends the form, and tells how far it is. `fetch`, on which server functions stand, says nothing of that.
fn send(form: &HtmlFormElement, save: RwSignal<Save>) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", SaveAccount::url())?;
    request.set_request_header("Accept", "application/json")?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        save.set(Save::Sending {
            sent: event.loaded(),
            total: event.total(),
        });
    });
    let ended = Closure::once_into_js({
        let request = request.clone();
        move || save.set(outcome(&request))
    });
    request
        .upload()?
        .set_onprogress(Some(progress.into_js_value().unchecked_ref()));
    request.set_onloadend(Some(ended.unchecked_ref()));
    request.send_with_opt_form_data(Some(&FormData::new_with_form(form)?))?;
    save.set(Save::Sending { sent: 0.0, total: 0.0 });
    Ok(request)
}

fn outcome(request: &XmlHttpRequest) -> Save {
    let answer = request.response_text().ok().flatten().unwrap_or_default();
    match request.status() {
        Ok(200) => Save::Saved,
        _ => Save::Failed(SaveError::de(answer.into())),
    }
}

/// What is wrong with the file that was chosen.
fn chosen_issue(input: &HtmlInputElement) -> Option<String> {
    let file = input.files()?.get(0)?;
    size_issue(&file.name(), file.size() as usize).or_else(|| type_issue(&file.name(), &file.type_()))
}

#[component]
pub fn AccountForm(account: Memo<Option<Account>>, on_saved: Callback<()>) -> impl IntoView {
    let known = move || account.get().unwrap_or_default();
    let avatar = Signal::derive(move || known().avatar);
    // Without scripts an error comes with the address.
    let refused = use_context::<ServerActionError>()
        .filter(|error| error.path() == SaveAccount::PATH)
        .map(|error| ServerFnUrlError::decode_err(error.err()));
    let save = RwSignal::new(refused.map_or(Save::None, Save::Failed));
    let is_sending = Memo::new(move |_| matches!(save.get(), Save::Sending { .. }));
    let issues = Memo::new(move |_| match save.get() {
        Save::Failed(SaveError::Fields(issues)) => issues,
        _ => Issues::default(),
    });
    let [name_issue, bio_issue, avatar_issue] = [
        Signal::derive(move || issues.get().name),
        Signal::derive(move || issues.get().bio),
        Signal::derive(move || issues.get().avatar),
    ];
    let error = move || match save.get() {
        Save::Failed(error) => Some(error.to_string()),
        _ => None,
    };
    let told = move || match save.get() {
        Save::Cancelled => Some("The upload was cancelled. Nothing was saved."),
        Save::Saved => Some("Saved."),
        _ => None,
    };
    let form = NodeRef::<html::Form>::new();
    let input = NodeRef::<html::Input>::new();
    let request = StoredValue::new_local(None);
    // What was chosen while another was sent belongs to the next save.
    let (is_newer, set_newer) = signal(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (Some(form), Some(input), false) = (form.get(), input.get(), is_sending.get_untracked()) else {
            return;
        };
        set_newer.set(false);
        let avatar = chosen_issue(&input);
        if avatar.is_some() {
            let issues = Issues {
                avatar,
                ..Issues::default()
            };
            save.set(Save::Failed(SaveError::Fields(issues)));
        } else {
            request.set_value(send(&form, save).ok());
        }
    };
    let cancel = move |_| {
        request.with_value(|request: &Option<XmlHttpRequest>| request.as_ref().map(XmlHttpRequest::abort));
        save.set(Save::Cancelled);
    };
    let settle = move |save: &Save, _: Option<&Save>, _| match save {
        Save::Saved => {
            if let Some(input) = input.get_untracked().filter(|_| !is_newer.get_untracked()) {
                input.set_value("");
            }
            on_saved.run(());
        }
        Save::Failed(_) => focus_invalid(form),
        _ => {}
    };
    Effect::watch(move || save.get(), settle, false);
    view! {
        <form
            method="post"
            action=SaveAccount::url()
            enctype="multipart/form-data"
            class="stacked"
            node_ref=form
            aria-busy=move || is_sending.get().then_some("true")
            on:submit=submit
        >
            <p class="form-error" role="alert">{error}</p>
            <input type="hidden" name="of" value=move || known().id/>
            <label for="name">"Name"</label>
            <input
                id="name"
                name="name"
                required
                maxlength=LONGEST_NAME.to_string()
                autocomplete="name"
                value=move || known().name
                aria-invalid=move || name_issue.get().map(|_| "true")
                aria-describedby="name-error"
            />
            <p id="name-error" class="field-error">{name_issue}</p>
            <label for="bio">"Bio"</label>
            <textarea
                id="bio"
                name="bio"
                rows="6"
                maxlength=LONGEST_BIO.to_string()
                prop:value=move || known().bio
                aria-invalid=move || bio_issue.get().map(|_| "true")
                aria-describedby="bio-error"
            >
                // Leptos 0.8 writes this as it is.
                {work::escape(&known().bio)}
            </textarea>
            <p id="bio-error" class="field-error">{bio_issue}</p>
            <label for="avatar">"Avatar"</label>
            {move || {
                let id = avatar.get()?;
                Some(view! { <img class="avatar" src=work::address(&id) width="96" height="96" alt="Your avatar"/> })
            }}
            <p class="hint">"A PNG, JPEG, WebP or GIF picture of at most 2 MB."</p>
            <input
                id="avatar"
                type="file"
                name="avatar"
                accept=TYPES.join(",")
                node_ref=input
                aria-invalid=move || avatar_issue.get().map(|_| "true")
                aria-describedby="avatar-error"
                on:change=move |_| set_newer.set(is_sending.get_untracked())
            />
            <p id="avatar-error" class="field-error">{avatar_issue}</p>
            <button class="primary">"Save"</button>
            <Sending save cancel/>
            <p class="done" role="status">{told}</p>
        </form>
    }
}

/// How far the upload is, and a way to stop it. What is sent in a moment shows nothing.
#[component]
fn Sending(save: RwSignal<Save>, cancel: impl Fn(ev::MouseEvent) + Copy + Send + Sync + 'static) -> impl IntoView {
    let sending = Memo::new(move |_| match save.get() {
        Save::Sending { sent, total } => (sent < total).then_some((sent, total)),
        _ => None,
    });
    let is_sending = Memo::new(move |_| sending.get().is_some());
    // The button that stops it goes with it.
    Effect::watch(move || is_sending.get(), |_, _, _| work::rescue_focus(), false);
    let sent = move || sending.get().map(|(sent, _)| sent.to_string());
    let total = move || sending.get().map(|(_, total)| total.to_string());
    view! {
        <div class="sending">
            <Show when=move || is_sending.get()>
                <progress aria-label="Upload" value=sent max=total></progress>
                <button type="button" on:click=cancel>"Cancel upload"</button>
            </Show>
        </div>
    }
}
// lines: end
