//! The way of a call through the server, in order. [`Pipeline::steps`] reads like the list in the security model.
//!
//! Invariant: nothing of a body is read before its name is resolved, its origin checked and its caller known. Of a form
//! on a page whose caller is refused it is read then, and only shown again.
//!
//! Why this file is long: the steps stand in one place, with what each of them needs.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use axum::body::Body;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, Method, header, request::Parts};
use http_body::Body as _;
use leptos_actions_core::{
    CallError, CallResult, FieldErrors, FormValues, IdempotencyKey, Internal, Kind, Meta, Tag,
    wire::{
        ARGUMENTS, Answer, BUILD_HEADER, CBOR, CONFIRM_FIELD, CONFIRM_YES, FORM, KEY_FIELD, MULTIPART, Read, Reading,
        SIGNATURE_HEADER, Span, Who,
    },
};
use tracing::Instrument;

use crate::{
    after::Unanswered,
    cache::{Cache, Served},
    call::{Endpoint, ErasedOutcome, Outcome, Panicked},
    config::Config,
    fresh::{self, Touched},
    guards::{BodyGuard, CrossSite, body::BodyRefusal},
    ledger::{Claim, EntryId, Key, Ledger, Ready, Settled},
    names,
    registry::Registry,
    scope::{IsUnavailable, Provided, Scope, StateMap},
    text, trace,
    upload::Unread,
};

/// How a call came, and so how it wants to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Via {
    /// Our own client.
    Cbor,
    /// Everybody else.
    Json,
    /// A form, posted to a page.
    Page,
}

/// A call's arguments as they arrived.
#[doc(hidden)]
#[derive(Debug)]
pub enum Arguments {
    Cbor(Bytes),
    Json(Bytes),
    Form(FormValues),
}

/// Everything that answers calls, built once.
pub(crate) struct Pipeline {
    pub(crate) registry: Registry,
    pub(crate) state: StateMap,
    pub(crate) config: Config,
    pub(crate) cross_site: CrossSite,
    pub(crate) body: BodyGuard,
    pub(crate) ledger: Ledger,
    pub(crate) unavailable: Option<IsUnavailable>,
    pub(crate) cache: Cache,
    pub(crate) provided: Provided,
}

/// One request on its way.
pub(crate) struct Incoming {
    pub(crate) via: Via,
    pub(crate) name: String,
    pub(crate) head: Parts,
    pub(crate) body: Body,
}

/// What came of it.
pub(crate) struct Ran {
    pub(crate) scope: Scope,
    pub(crate) outcome: Box<dyn ErasedOutcome>,
    /// The status, which for a refusal may be the protocol's own.
    pub(crate) status: u16,
    pub(crate) allow: Option<&'static str>,
    /// Whether the rest of the request is still on its way.
    pub(crate) close: bool,
    /// Whether it was refused by its name, method, type or origin. No page is rendered for such a request.
    pub(crate) at_door: bool,
    /// What was typed, if it was a form and was read.
    pub(crate) form: Option<FormValues>,
    /// Where the ledger keeps the answer.
    pub(crate) entry: Option<EntryId>,
    /// Whether nothing was run, because a person is to confirm it first.
    pub(crate) asks: bool,
    /// When an action ran that has changed something.
    pub(crate) ran: Option<Span>,
    /// As whom an action was asked for.
    pub(crate) who: Option<Who>,
    /// What a query was given of what is kept.
    pub(crate) served: Option<Served>,
    /// When a query's value was read, and what is in it.
    pub(crate) read: Option<Reading>,
    /// What is fresh of what the caller has on screen.
    pub(crate) fresh: Option<Vec<(u32, Option<Answer>)>>,
    /// What the action made stale; nothing for everything.
    pub(crate) stale: Option<Vec<Tag>>,
    /// What the page asks for to which the reply leads.
    pub(crate) reads: Vec<Read>,
}

/// What the steps of a call came to.
struct Stepped {
    settled: Settled,
    who: Option<Who>,
    served: Option<Served>,
    read: Option<Reading>,
    fresh: Option<Vec<(u32, Option<Answer>)>>,
    stale: Option<Vec<Tag>>,
}

/// Why a request goes no further.
enum Stop {
    Refused(Refusal),
    /// A person is asked first.
    Asks,
}

impl<E: Into<Refusal>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// A request that goes no further.
struct Refusal {
    error: CallError,
    status: Option<u16>,
    allow: Option<&'static str>,
    close: bool,
    at_door: bool,
}

impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        Self {
            error,
            status: None,
            allow: None,
            close: false,
            at_door: false,
        }
    }
}

impl Refusal {
    fn of_body(refusal: BodyRefusal) -> Self {
        tracing::warn!(target: "leptos_actions", %refusal, "body refused");
        let refused = match refusal {
            BodyRefusal::TooLarge(limit) => CallError::TooLarge { limit }.into(),
            BodyRefusal::TooSlow => CallError::Timeout.into(),
            BodyRefusal::Encoded => Self::protocol(415),
            BodyRefusal::Broken | BodyRefusal::Malformed => CallError::Malformed.into(),
        };
        Self { close: true, ..refused }
    }

    /// Refused by what the head alone says. `is_unread` is a request whose body may still be on its way.
    fn at_door(self, is_unread: bool) -> Self {
        Self {
            close: self.close || is_unread,
            at_door: true,
            ..self
        }
    }

    fn protocol(status: u16) -> Self {
        Self {
            status: Some(status),
            ..CallError::Malformed.into()
        }
    }
}

impl Pipeline {
    /// Runs one call from beginning to end.
    pub(crate) async fn run(self: &Arc<Self>, incoming: Incoming) -> Ran {
        let Incoming { via, name, head, body } = incoming;
        let started = Instant::now();
        let scope = self.scope(head);
        // 1. Resolve the name, from a closed table.
        let Some(endpoint) = self.registry.get(&name) else {
            let name: String = name.chars().take(100).collect();
            tracing::warn!(target: "leptos_actions", ?name, "no such call");
            let refusal = Refusal::from(CallError::NotFound).at_door(!body.is_end_stream());
            return Ran::refused(scope, refusal, None);
        };
        let span = trace::span(endpoint.meta(), via.name());
        let mut form = None;
        let steps = self
            .steps(endpoint, via, &scope, body, &mut form, &span)
            .instrument(span.clone());
        // What the application's types do has nets of its own. This one answers also where they have a hole.
        let steps = AssertUnwindSafe(steps).catch_unwind().await.unwrap_or_else(|panic| {
            let panicked = Internal::new(Panicked::new("a step of the call", &*panic));
            Err(CallError::Internal(panicked).into())
        });
        let ran = match steps {
            Ok(stepped) => Ran::stepped(scope, form, stepped),
            Err(Stop::Refused(refusal)) => Ran::refused(scope, refusal, form),
            Err(Stop::Asks) => Ran::asking(scope, form),
        };
        if ran.asks {
            trace::record_question(&span, started, ran.status);
        } else {
            trace::record_erased(&span, started, &*ran.outcome, ran.status);
        }
        ran
    }

    /// The steps of a call whose name is known. A number that is missing belongs to a later guard.
    async fn steps(
        &self,
        endpoint: &'static dyn Endpoint,
        via: Via,
        scope: &Scope,
        body: Body,
        form: &mut Option<FormValues>,
        span: &tracing::Span,
    ) -> Result<Stepped, Stop> {
        let meta = endpoint.meta();
        let Some(head) = scope.request() else {
            return Err(CallError::Malformed.into());
        };
        let is_empty = body.is_end_stream();
        // 2. and 3. Method, where it comes from, and content type. Of another type no page is shown to another site.
        check_method(meta, via, head).map_err(|refusal| refusal.at_door(!is_empty))?;
        let checked = self.check_site(head);
        checked.map_err(|refusal| refusal.at_door(!is_empty))?;
        let content = content(meta, via, head, is_empty)?;
        // 5. Limits on the body hold while it is read, at 8; its deadline too.
        let limit = meta.limit.unwrap_or(self.config.body_limit);
        // 6. Who it is. A query's caller cannot begin a session: only what may write to the reply can.
        let scope = &scope.narrowed(meta.kind);
        let deadline = meta.timeout.unwrap_or(self.config.handler_deadline);
        let identified = tokio::time::timeout(deadline, endpoint.identify(scope)).await;
        let who = match identified.unwrap_or(Err(CallError::Unavailable)) {
            Ok(who) => who,
            Err(error) => {
                // The page that says so shows what was typed.
                if via == Via::Page {
                    *form = self.read_typed(meta, content, head, body, limit).await?;
                }
                return Err(error.into());
            }
        };
        let is_new = !who.principal.is_somebody() || scope.begins_session();
        trace::principal(span, &who.principal);
        // 8. Decode into exactly the declared type.
        let arguments = match meta.kind {
            Kind::Query => query_arguments(content, head)?,
            Kind::Action if content == Content::Multipart => {
                Arguments::Form(self.read_parts(meta, head, body, limit, form).await?)
            }
            Kind::Action => arguments(content, self.read(&head.headers, body, limit).await?, form)?,
        };
        // Only a page shows it again.
        if via == Via::Page
            && let Arguments::Form(values) = &arguments
        {
            *form = Some(values.clone());
        }
        let args = endpoint
            .decode(&arguments)
            .map_err(|error| self.stale_or(error, meta, &head.headers))?;
        // 10. Validate.
        endpoint.validate(&args)?;
        // Ask whoever sent it, if its form says so. What is wrong with it is said first.
        if via == Via::Page && form.as_ref().is_some_and(asks) {
            return Err(Stop::Asks);
        }
        // 11. Claim its key.
        let key = key(meta, &head.headers, &arguments)?;
        let named = key.as_ref().map(|key| scope.with_intent(key.text.intent()));
        let scope = named.as_ref().unwrap_or(scope);
        let claim = key.map(|key| Claim::new(meta, &key, &who.principal, is_new, &arguments));
        if head.method == Method::DELETE {
            let claim = claim.ok_or(CallError::Malformed)??;
            return Ok(self.ledger.abort(claim, endpoint, scope, deadline).await?.into());
        }
        // 12. Run, unless it was done before.
        let screen = (via == Via::Cbor).then(|| fresh::screen(&head.headers)).flatten();
        let began = self.ledger.clock().tick();
        let as_whom = who.principal.who();
        let intents = (meta.kind == Kind::Query).then(|| fresh::intents(screen.as_ref(), &who.principal));
        let run = endpoint.execute(scope.clone(), who, args, deadline);
        let mut settled = match claim {
            None => Settled {
                outcome: run.await,
                entry: None,
                ran: Some(self.ledger.clock().since(began)),
            },
            Some(claim) => {
                let ready = Ready {
                    endpoint,
                    scope: scope.clone(),
                    deadline,
                    run,
                };
                self.ledger.once(claim?, ready).await?
            }
        };
        if let Some(intents) = intents {
            let served = scope.served().cloned();
            let ran = settled.ran.take().unwrap_or_else(|| self.ledger.clock().before());
            let span = served.as_ref().and_then(|served| served.span).unwrap_or(ran);
            let read = (via == Via::Cbor).then(|| fresh::reading(self.ledger.clock(), span, &intents).by(as_whom));
            return Ok(Stepped {
                read,
                served,
                ..settled.into()
            });
        }
        if via != Via::Cbor {
            return Ok(settled.into());
        }
        // 13. Read what it made stale. Of what ran before, nobody has kept what that was.
        let (touched, since) = match settled.ran {
            Some(ran) => (scope.full_reply().touched(), ran.ended),
            None => (Touched::everything(), 0),
        };
        settled.ran.get_or_insert_with(|| self.ledger.clock().before());
        // The action is done. Whoever goes away meanwhile stops the reading, and nothing that it has registered.
        let unanswered = Unanswered(scope);
        let fresh = match screen {
            Some(screen) if settled.outcome.error().is_none() => {
                Some(fresh::read(self, scope, &screen, &touched, since).await)
            }
            _ => None,
        };
        unanswered.disarm();
        Ok(Stepped {
            who: as_whom,
            fresh,
            stale: touched.told(),
            ..settled.into()
        })
    }

    fn check_site(&self, head: &Parts) -> Result<(), Refusal> {
        self.cross_site.check(&head.uri, &head.headers).map_err(|refusal| {
            let cut = |value: &HeaderValue| {
                String::from_utf8_lossy(value.as_bytes())
                    .chars()
                    .take(100)
                    .collect::<String>()
            };
            let origin = head.headers.get(header::ORIGIN).map(cut).unwrap_or_default();
            tracing::warn!(target: "leptos_actions", %refusal, ?origin, "cross-site call refused");
            CallError::Forbidden.into()
        })
    }

    async fn read(&self, headers: &HeaderMap, body: Body, limit: u64) -> Result<Bytes, Refusal> {
        let read = self.body.check(headers, body, limit).await;
        read.map_err(Refusal::of_body)
    }

    /// A form with files. What it holds that was refused stands in `form`, where not all of it was read.
    async fn read_parts(
        &self,
        meta: &'static Meta,
        head: &Parts,
        body: Body,
        limit: u64,
        form: &mut Option<FormValues>,
    ) -> Result<FormValues, Refusal> {
        let read = self.body.parts(meta, head, body, limit, true).await;
        read.map_err(|unread| match unread {
            Unread::Body(refusal) => Refusal::of_body(refusal),
            Unread::Spool(error) => Refusal {
                close: true,
                ..CallError::Internal(Internal::new(error)).into()
            },
            Unread::Refused(values) => {
                let mut issues = FieldErrors::new();
                for (field, error) in values.refusals() {
                    issues.add(field.to_owned(), error.clone());
                }
                *form = Some(values);
                Refusal {
                    close: true,
                    ..CallError::Invalid(issues).into()
                }
            }
        })
    }

    /// What was typed into a form whose caller is refused.
    async fn read_typed(
        &self,
        meta: &'static Meta,
        content: Content,
        head: &Parts,
        body: Body,
        limit: u64,
    ) -> Result<Option<FormValues>, Refusal> {
        if content != Content::Multipart {
            let body = self.read(&head.headers, body, limit).await?;
            return Ok(FormValues::parse(&body).ok());
        }
        match self.body.parts(meta, head, body, limit, false).await {
            Ok(values) => Ok(Some(values)),
            Err(Unread::Body(refusal)) => Err(Refusal::of_body(refusal)),
            // No file was kept, and so none was refused.
            Err(Unread::Spool(_) | Unread::Refused(_)) => Ok(None),
        }
    }

    /// Arguments that do not decode are another build's when it says so.
    fn stale_or(&self, error: CallError, meta: &Meta, headers: &HeaderMap) -> CallError {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let other_signature = text(SIGNATURE_HEADER).is_some_and(|it| it != format!("{:016x}", meta.signature));
        let other_build = text(BUILD_HEADER).is_some_and(|it| it != &**self.registry.build());
        if other_signature || other_build {
            CallError::Stale
        } else {
            error
        }
    }

    pub(crate) fn scope(&self, head: Parts) -> Scope {
        let secure = self.config.is_secure(&head);
        Scope::of_request(
            head,
            self.state.clone(),
            secure,
            self.registry.build().to_owned(),
            self.unavailable,
            self.cache.clone(),
            self.provided.clone(),
        )
    }
}

impl Ran {
    /// Whether the key of the call is used up: its answer is kept, or is for ever unknown.
    pub(crate) fn is_settled(&self) -> bool {
        self.entry.is_some() || self.outcome.error().is_some_and(|error| error.code == "unknown")
    }

    /// Where the reply sends the caller. A call that failed leads nowhere.
    pub(crate) fn redirect(&self) -> Option<String> {
        self.outcome
            .error()
            .is_none()
            .then(|| self.scope.full_reply().redirected())
            .flatten()
    }

    fn stepped(scope: Scope, form: Option<FormValues>, stepped: Stepped) -> Self {
        let Stepped {
            settled,
            who,
            served,
            read,
            fresh,
            stale,
        } = stepped;
        Self {
            entry: settled.entry,
            ran: settled.ran,
            who,
            served,
            read,
            fresh,
            stale,
            ..Self::new(scope, settled.outcome, form)
        }
    }

    fn new(scope: Scope, outcome: Outcome, form: Option<FormValues>) -> Self {
        let status = outcome.status();
        Self {
            scope,
            outcome,
            status,
            allow: None,
            close: false,
            at_door: false,
            form,
            entry: None,
            asks: false,
            ran: None,
            who: None,
            served: None,
            read: None,
            fresh: None,
            stale: None,
            reads: Vec::new(),
        }
    }

    fn asking(scope: Scope, form: Option<FormValues>) -> Self {
        let nothing: CallResult<()> = Ok(());
        Self {
            asks: true,
            ..Self::new(scope, Box::new(nothing), form)
        }
    }

    fn refused(scope: Scope, refusal: Refusal, form: Option<FormValues>) -> Self {
        let Refusal {
            error,
            status,
            allow,
            close,
            at_door,
        } = refusal;
        let outcome: CallResult<()> = Err(error);
        let status = status.unwrap_or_else(|| ErasedOutcome::status(&outcome));
        Self {
            status,
            allow,
            close,
            at_door,
            ..Self::new(scope, Box::new(outcome), form)
        }
    }
}

impl From<Settled> for Stepped {
    fn from(settled: Settled) -> Self {
        Self {
            settled,
            who: None,
            served: None,
            read: None,
            fresh: None,
            stale: None,
        }
    }
}

impl Via {
    const fn name(self) -> &'static str {
        match self {
            Self::Cbor => "cbor",
            Self::Json => "json",
            Self::Page => "page",
        }
    }
}

/// What the arguments are written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Cbor,
    Json,
    Form,
    Multipart,
}

/// Step 2: the method must be the call's.
fn check_method(meta: &Meta, via: Via, head: &Parts) -> Result<(), Refusal> {
    let (fits, allow) = match meta.kind {
        Kind::Query => (
            matches!(head.method, Method::GET | Method::HEAD) && via != Via::Page,
            "GET, HEAD",
        ),
        // `DELETE` takes back what was posted.
        Kind::Action if via == Via::Page => (head.method == Method::POST, "POST"),
        Kind::Action => (matches!(head.method, Method::POST | Method::DELETE), "POST, DELETE"),
    };
    if fits {
        return Ok(());
    }
    Err(Refusal {
        allow: Some(allow),
        ..Refusal::protocol(405)
    })
}

/// Step 2: the media type must be one that this way of calling takes.
fn content(meta: &Meta, via: Via, head: &Parts, is_empty: bool) -> Result<Content, Refusal> {
    if meta.kind == Kind::Query {
        return Ok(if via == Via::Cbor { Content::Cbor } else { Content::Form });
    }
    let mut declared = head.headers.get_all(header::CONTENT_TYPE).iter();
    let (declared, second) = (declared.next(), declared.next());
    if second.is_some() {
        return Err(Refusal::protocol(415));
    }
    let declared = declared.map(|value| value.to_str().unwrap_or_default());
    if declared.is_some_and(text::is_foreign_charset) {
        return Err(Refusal::protocol(415));
    }
    let media_type = declared.map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    match (media_type.as_deref(), via) {
        (Some(FORM), _) => Ok(Content::Form),
        (Some(MULTIPART), _) if meta.has_files() => Ok(Content::Multipart),
        (None, Via::Json) if is_empty => Ok(Content::Form),
        (Some(CBOR), Via::Cbor) => Ok(Content::Cbor),
        (Some("application/json"), Via::Json) => Ok(Content::Json),
        _ => Err(Refusal::protocol(415)),
    }
}

/// Step 11: the key of an action, from its header or else from its form.
fn key(meta: &Meta, headers: &HeaderMap, arguments: &Arguments) -> Result<Option<Key>, Refusal> {
    if meta.kind == Kind::Query {
        return Ok(None);
    }
    let mut sent = headers.get_all(&names::KEY).iter();
    let (text, is_forms) = match (sent.next(), sent.next(), arguments) {
        (Some(value), None, _) => (value.to_str().unwrap_or_default(), false),
        (None, _, Arguments::Form(values)) if values.all(KEY_FIELD).any(|value| !value.is_empty()) => {
            (values.get(KEY_FIELD).unwrap_or_default(), true)
        }
        (None, ..) => return Ok(None),
        _ => ("", false),
    };
    let text = IdempotencyKey::parse(text).ok_or(CallError::Malformed)?;
    Ok(Some(Key { text, is_forms }))
}

/// Whether a form is to be confirmed, and is not.
fn asks(form: &FormValues) -> bool {
    let mut answers = form.all(CONFIRM_FIELD).peekable();
    answers.peek().is_some() && answers.all(|answer| answer != CONFIRM_YES)
}

/// The arguments in a body. What was typed stands in `form` also where it is refused.
fn arguments(content: Content, body: Bytes, form: &mut Option<FormValues>) -> Result<Arguments, CallError> {
    match content {
        Content::Cbor => Ok(Arguments::Cbor(body)),
        Content::Json => Ok(Arguments::Json(body)),
        // Parts are read as they arrive.
        Content::Form | Content::Multipart => {
            let values = FormValues::parse(&body).map_err(|_| CallError::Malformed)?;
            if !text::is_utf8(&body) {
                *form = Some(values);
                return Err(CallError::Malformed);
            }
            Ok(Arguments::Form(values))
        }
    }
}

/// A query's arguments: one encoded parameter, or a parameter for each.
fn query_arguments(content: Content, head: &Parts) -> Result<Arguments, CallError> {
    let query = head.uri.query().unwrap_or_default().as_bytes();
    let values = FormValues::parse(query).map_err(|_| CallError::Malformed)?;
    if !text::is_utf8(query) {
        return Err(CallError::Malformed);
    }
    match (content, values.get(ARGUMENTS)) {
        (Content::Cbor, Some(encoded)) => {
            let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| CallError::Malformed)?;
            Ok(Arguments::Cbor(bytes.into()))
        }
        (Content::Cbor, None) => Err(CallError::Malformed),
        (_, Some(json)) => Ok(Arguments::Json(json.to_owned().into())),
        (_, None) => Ok(Arguments::Form(values)),
    }
}
