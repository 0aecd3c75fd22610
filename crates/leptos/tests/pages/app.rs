//! A small application: one form on pages of every kind.

use leptos::prelude::*;
use leptos_actions::{
    Cookies, Date, FieldIssue, FormScript, PageRedirect, Secret, TextArea, prelude::*, provide_actions,
    provide_messages, set_page_status,
};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    hooks::use_location,
    path,
};
use serde::{Deserialize, Serialize};

use crate::{
    bound::Bound,
    boundaries::Boundaries,
    confirm::Asking,
    elsewhere::Elsewhere,
    groups::Groups,
    hydration::Shared,
    idle::Busy,
    stored::{FormBehindAWord, FormThatIsLate, LastWord, MembersWord, PublicWord, Still},
    streamed::{Streamed, Waited},
    support::Ran,
    target::{Broken, Replying},
    upload::Photos,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error, PublicError)]
pub enum NoteError {
    #[error("there is a note of that name")]
    #[public(message = "This name is taken.")]
    Taken,
}

/// Saves a note; some texts stand for what can go wrong.
#[action(public)]
pub async fn save_note(
    #[form(length = 1..=40)] text: String,
    copies: u32,
    #[extract] reply: Reply,
    #[extract] State(ran): State<Ran>,
) -> CallResult<(), NoteError> {
    ran.once_more();
    reply.set_cookie(("last", text.clone()));
    match text.as_str() {
        "taken" => Err(NoteError::Taken)?,
        "secret" => Err(CallError::Forbidden),
        "nowhere" => {
            reply.redirect("/nowhere")?;
            Err(NoteError::Taken)?
        }
        "elsewhere" => Ok(reply.redirect(format!("/notes?copies={copies}"))?),
        _ => Ok(()),
    }
}

/// Whoever has signed in.
pub struct Member;

impl Caller for Member {
    async fn identify(scope: &Scope) -> CallResult<Self> {
        scope.cookie("member").map(|_| Self).ok_or(CallError::Unauthenticated)
    }

    fn principal(&self) -> leptos_actions::Principal {
        leptos_actions::Principal::new("member", "one")
    }
}

#[action]
pub async fn members_note(#[caller] _: Member, text: String, #[extract] State(ran): State<Ran>) -> CallResult<()> {
    ran.once_more();
    drop(text);
    Ok(())
}

#[query]
pub async fn get_account(#[caller] _: Member) -> CallResult<()> {
    Ok(())
}

#[query(public)]
pub async fn last_note(#[extract] cookies: Cookies) -> CallResult<String> {
    Ok(cookies.get("last").unwrap_or_else(|| "nothing".into()))
}

pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <FormScript/>
                <HydrationScripts options/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[component]
pub fn App() -> impl IntoView {
    provide_actions();
    view! {
        <Router>
            <Routes fallback=|| {
                set_page_status(404);
                "no such page"
            }>
                <Route path=path!("/search") view=Notes ssr=SsrMode::Async/>
                <Route path=path!("/streamed") view=Streamed ssr=SsrMode::OutOfOrder/>
                <Route path=path!("/waited") view=Waited ssr=SsrMode::OutOfOrder/>
                <Route path=path!("/still") view=Still ssr=SsrMode::OutOfOrder/>
                <Route path=path!("/public-word") view=PublicWord ssr=SsrMode::OutOfOrder/>
                <Route path=path!("/last-word") view=LastWord ssr=SsrMode::OutOfOrder/>
                <Route path=path!("/members-word") view=MembersWord ssr=SsrMode::InOrder/>
                <Route path=path!("/form-behind-a-word") view=FormBehindAWord ssr=SsrMode::InOrder/>
                <Route path=path!("/late-form") view=FormThatIsLate ssr=SsrMode::InOrder/>
                <Route path=path!("/in-order") view=Notes ssr=SsrMode::InOrder/>
                <Route path=path!("/notes") view=Notes ssr=SsrMode::Async/>
                <Route path=path!("/rows") view=Rows ssr=SsrMode::Async/>
                <Route path=path!("/gone") view=Gone ssr=SsrMode::Async/>
                <Route path=path!("/moved") view=Moved ssr=SsrMode::Async/>
                <Route path=path!("/account") view=Account ssr=SsrMode::Async/>
                <Route path=path!("/leaving") view=Leaving ssr=SsrMode::Async/>
                <Route path=path!("/fields") view=Fields ssr=SsrMode::Async/>
                <Route path=path!("/in-order-fields") view=Fields ssr=SsrMode::InOrder/>
                <Route path=path!("/quiet") view=Quiet ssr=SsrMode::Async/>
                <Route path=path!("/members") view=Members ssr=SsrMode::Async/>
                <Route path=path!("/photos") view=Photos ssr=SsrMode::Async/>
                <Route path=path!("/groups") view=Groups ssr=SsrMode::Async/>
                <Route path=path!("/bound") view=Bound ssr=SsrMode::Async/>
                <Route path=path!("/elsewhere") view=Elsewhere ssr=SsrMode::Async/>
                <Route path=path!("/asking") view=Asking ssr=SsrMode::Async/>
                <Route path=path!("/boundaries") view=Boundaries ssr=SsrMode::Async/>
                <Route path=path!("/busy") view=Busy ssr=SsrMode::Async/>
                <Route path=path!("/shared") view=Shared ssr=SsrMode::Async/>
                <Route path=path!("/broken") view=Broken ssr=SsrMode::Async/>
                <Route path=path!("/replying") view=Replying ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// A form, the address as the router sees it, and a query.
#[component]
fn Notes() -> impl IntoView {
    let save = use_server_action::<SaveNote>();
    let last = use_server_query(|| LastNote {});
    let location = use_location();
    view! {
        <p id="address">{move || format!("{}?{}", location.pathname.get(), location.search.get())}</p>
        <ServerForm action=save>
            <input
                name="text"
                value=move || save.kept_or("text", "")
                aria-invalid=move || save.aria_invalid("text")
                aria-describedby=save.error_id("text")
            />
            <FieldError action=save name="text"/>
            <input name="copies" value=move || save.kept_or("copies", 1) aria-invalid=move || save.aria_invalid("copies")/>
            <FieldError action=save name="copies"/>
            <TextArea value=Signal::derive(move || save.kept_or("long", "")) attr:name="long"/>
            <button>"Save"</button>
            <p id="done">{move || save.value().is_some_and(|value| value.is_ok()).then_some("Saved.")}</p>
        </ServerForm>
        <Suspense>
            {move || Suspend::new(async move { view! { <p id="last">{last.await.unwrap_or_default()}</p> } })}
        </Suspense>
    }
}

/// The same form twice.
#[component]
fn Rows() -> impl IntoView {
    let rows = ["first", "second"].map(|row| {
        let save = use_server_action::<SaveNote>().keyed(row);
        view! {
            <section id=row>
                <ServerForm action=save>
                    <input name="text" value=move || save.kept_or("text", "") aria-describedby=save.error_id("text")/>
                    <FieldError action=save name="text"/>
                    <input name="copies" value=move || save.kept_or("copies", 1)/>
                    <p>{move || save.value().is_some_and(|value| value.is_ok()).then_some("Saved.")}</p>
                </ServerForm>
            </section>
        }
    });
    view! { <PageError/> {rows.collect_view()} }
}

#[component]
fn Gone() -> impl IntoView {
    set_page_status(404);
    Notes()
}

#[component]
fn Moved() -> impl IntoView {
    leptos_axum::redirect("/notes");
    Notes()
}

#[component]
pub fn Members() -> impl IntoView {
    let save = use_server_action::<MembersNote>();
    view! {
        <ServerForm action=save>
            <input name="text" value=move || save.kept_or("text", "")/>
        </ServerForm>
    }
}

/// Leads whoever is no member to the sign-in, unless it tells them what became of their form.
#[component]
fn Account() -> impl IntoView {
    let save = use_server_action::<MembersNote>();
    let account = use_server_query(|| GetAccount {});
    let page = move || {
        Suspend::new(async move {
            match account.await {
                Err(CallError::Unauthenticated) if save.error().is_none() => {
                    set_page_status(401);
                    view! { <PageRedirect to="/sign-in?back=/account"/> }.into_any()
                }
                _ => view! {
                    <ServerForm action=save>
                        <input name="text" value=move || save.kept_or("text", "")/>
                    </ServerForm>
                }
                .into_any(),
            }
        })
    };
    view! { <Suspense>{page}</Suspense> }
}

/// Leads where its query says, without looking at what it tells of.
#[component]
fn Leaving() -> impl IntoView {
    let query = leptos_router::hooks::use_query_map();
    let to = query.read_untracked().get("to").unwrap_or_default();
    view! { <PageRedirect to/> <Notes/> }
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    Small,
    Large,
}

/// A struct of fields that several actions could take.
#[derive(Clone, Serialize, Deserialize, Form)]
pub struct Order {
    #[form(length = 2..=40, autocomplete = "name")]
    pub name: String,
    #[form(range = 1..=9)]
    pub copies: u8,
    pub size: Size,
    pub card: Option<Size>,
    pub topics: Vec<Size>,
    pub gift: bool,
    #[form(length = ..=200)]
    pub note: String,
    pub pin: Option<Secret<String>>,
}

/// A field of every kind.
#[action(public)]
pub async fn place_order(#[form] input: Order, day: Option<Date>) -> CallResult<()> {
    let _ = day;
    Err(Order::name().refuse(FieldIssue::new("unwelcome").with("name", input.name)))?
}

fn words(error: &FieldIssue) -> String {
    match (error.code(), error.param("name")) {
        ("unwelcome", Some(name)) => format!("{name} cannot order."),
        ("required", _) => "What is it?".into(),
        _ => error.message(),
    }
}

#[component]
fn Fields() -> impl IntoView {
    provide_messages(words);
    let order = use_server_action::<PlaceOrder>().keyed("one");
    let size = order.field(Order::card());
    let topics = order.field(Order::topics());
    let sizes = || vec![("small", "Small".to_owned()), ("large", "Large".to_owned())];
    view! {
        <ServerForm action=order>
            <TextField action=order field=Order::name() label="Name" value="Ema"/>
            <TextField action=order field=Order::copies() label="Copies"/>
            <TextField action=order field=PlaceOrder::day() label="Day"/>
            <TextField action=order field=Order::pin() label="PIN"/>
            <SelectField action=order field=Order::size() label="Size" options=sizes() value="large"/>
            <CheckboxField action=order field=Order::gift() label="A gift" checked=true/>
            <TextAreaField action=order field=Order::note() label="Note"/>
            <input {..size.choice("small")}/>
            <input {..size.choice("large").value("large")}/>
            <input {..topics.choice("small")}/>
            <input {..topics.choice("large")} class="last"/>
            <input {..Order::copies().attributes()} value="3"/>
        </ServerForm>
    }
}

/// An author who shows no error at all.
#[component]
fn Quiet() -> impl IntoView {
    let save = use_server_action::<SaveNote>();
    view! {
        <ServerForm action=save>
            <input name="text"/>
        </ServerForm>
    }
}
