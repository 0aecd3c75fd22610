//! What no application sees of a submission outside a browser: forms, their progress, and the data that follows.
//!
//! Calls are direct here, and of a form nothing can be sent: its attempt fails with [`CallError::Malformed`].

use std::sync::{
    Weak,
    atomic::{AtomicU32, Ordering},
};

use any_spawner::Executor;
use leptos_actions_testing::As;
use tokio::task;

use leptos_actions_core::NoError;

use super::*;
use crate::{
    State,
    action::{ServerAction, use_server_action},
    actions,
    page::{provide_actions, provide_error_handler},
    query::{ServerQuery, use_server_query},
};

/// Ends as its name says. Calls of one name wait for each other.
#[crate::action(public, queue(name))]
async fn try_out(name: String) -> CallResult<()> {
    match &*name {
        "aborted" => Err(CallError::Aborted),
        "unknown" => Err(CallError::Unknown),
        "conflict" => Err(CallError::Conflict),
        "forbidden" => Err(CallError::Forbidden),
        name if name.starts_with("waits") => std::future::pending().await,
        _ => Ok(()),
    }
}

/// How often it was asked.
#[crate::query(public)]
async fn count_asked(#[extract] State(asked): State<Asked>) -> CallResult<u32> {
    Ok(asked.0.fetch_add(1, Ordering::Relaxed) + 1)
}

#[derive(Clone, Default)]
struct Asked(Arc<AtomicU32>);

type Seen = Arc<Mutex<Vec<String>>>;

/// A page, and what happens on it in which order.
fn page() -> (Owner, ServerAction<TryOut>, Seen) {
    let _ = Executor::init_tokio();
    let _installs_the_lookup = actions();
    let (mut head, ()) = http::Request::new(()).into_parts();
    head.extensions.insert(As::public().state(Asked::default()).scope());
    let owner = Owner::new();
    owner.set();
    provide_context(head);
    provide_actions();
    let seen = Seen::default();
    let told = Arc::clone(&seen);
    provide_error_handler(move |error| lock(&told).push(format!("told: {}", error.message)));
    (owner, use_server_action(), seen)
}

fn make(action: ServerAction<TryOut>, input: Input<TryOut>, seen: &Seen) -> Submission<TryOut> {
    make_beside(None, action, input, seen)
}

/// Makes a call, and notes what is shown of the query when it ends.
fn make_beside(
    shown: Option<ServerQuery<CountAsked>>,
    action: ServerAction<TryOut>,
    input: Input<TryOut>,
    seen: &Seen,
) -> Submission<TryOut> {
    let seen = Arc::clone(seen);
    let done = move |ended: Ended| {
        let how = if ended.succeeded { "succeeded" } else { "failed" };
        let shown = shown.and_then(|query| query.get_untracked());
        let shown = shown.map_or_else(String::new, |shown| format!(" with {shown:?}"));
        lock(&seen).push([how, if ended.settled { ", settled" } else { "" }, &shown].concat());
    };
    let progress = ArcRwSignal::new(None);
    Submission::make(&action.handle(), Arc::new(input), None, progress, Some(Box::new(done))).expect("its lane is free")
}

fn arguments(name: &str) -> Input<TryOut> {
    Input::Arguments(TryOut { name: name.into() })
}

fn form(stays: bool) -> Input<TryOut> {
    let fields = "name=x".into();
    Input::Form { fields, stays }
}

async fn turns() {
    for _ in 0..20 {
        task::yield_now().await;
    }
}

fn taken(seen: &Seen) -> Vec<String> {
    std::mem::take(&mut *lock(seen))
}

/// Shows a row for each call that has not succeeded.
fn show_list(action: ServerAction<TryOut>) {
    assert_eq!(count(action), 0);
}

/// What is said of a form that cannot be sent.
fn told() -> [String; 2] {
    let message = CallError::<NoError>::Malformed.message();
    [["told: ", &message].concat(), "failed".into()]
}

fn count(action: ServerAction<TryOut>) -> usize {
    untrack(|| action.submissions().len())
}

#[tokio::test]
async fn fresh_data_is_shown_before_the_call_is_settled_and_only_where_something_may_have_happened() {
    let (_owner, action, seen) = page();
    let query = use_server_query(|| CountAsked {});
    query.ready().await;
    let _watched = untrack(|| action.error());
    for (name, end) in [
        ("done", "succeeded with Ok(2)"),
        ("unknown", "failed with Ok(3)"),
        ("forbidden", "failed with Ok(3)"),
        // Then what is on screen is not what the server has.
        ("conflict", "failed with Ok(4)"),
    ] {
        make_beside(Some(query), action, arguments(name), &seen);
        assert_eq!(taken(&seen), Vec::<String>::new());
        turns().await;
        assert_eq!(taken(&seen), [end], "{name}");
    }
}

#[tokio::test]
async fn what_was_taken_back_in_time_leaves_everything_as_it_was() {
    let (_owner, action, seen) = page();
    make(action, arguments("done"), &seen);
    turns().await;
    let aborted = make(action, arguments("aborted"), &seen);
    turns().await;
    assert_eq!(untrack(|| aborted.state()), SubmissionState::Done);
    assert_eq!(taken(&seen), ["succeeded", "failed"], "and nobody is told");
    assert_eq!((untrack(|| action.value()), count(action)), (Some(Ok(())), 0));
}

#[tokio::test]
async fn a_form_that_stays_shows_its_failure_and_a_row_its_own() {
    let (_owner, action, seen) = page();
    show_list(use_server_action());
    let told = told();
    let row = make(action, form(false), &seen);
    turns().await;
    assert_eq!((taken(&seen), count(action)), (told.to_vec(), 1));
    assert_eq!(untrack(|| action.value()), None, "it is the row's");
    assert_eq!(untrack(|| row.error()), Some(CallError::Malformed));
    assert!(!untrack(|| action.pending()));
    make(action, form(true), &seen);
    turns().await;
    assert_eq!(untrack(|| action.value()), Some(Err(CallError::Malformed)));
    // By now somebody looks.
    assert_eq!((taken(&seen), count(action)), (vec!["failed".to_owned()], 2));
}

#[tokio::test]
async fn where_no_rows_are_shown_the_form_shows_what_failed() {
    let (_owner, action, seen) = page();
    make(action, form(false), &seen);
    turns().await;
    assert_eq!(taken(&seen), told());
    assert_eq!(untrack(|| action.value()), Some(Err(CallError::Malformed)));
    assert_eq!(count(action), 0);
}

#[tokio::test]
async fn a_form_that_is_sent_again_forgets_its_own_failure_and_no_other() {
    let (_owner, action, seen) = page();
    show_list(action);
    let other = use_server_action::<TryOut>();
    let row = make(action, form(false), &seen);
    let others = make(other, form(true), &seen);
    let own = make(action, form(true), &seen);
    turns().await;
    let runs = make(action, arguments("waits"), &seen);
    let new = make(action, form(true), &seen);
    let handle = action.handle();
    handle.submissions.forget_shown(&handle);
    let left = untrack(|| action.submissions());
    assert_eq!(left, [row, others, runs, new]);
    assert!(!left.contains(&own));
}

#[tokio::test]
async fn a_forms_failure_goes_with_its_form_and_a_rows_stays() {
    let (_owner, watching, seen) = page();
    show_list(watching);
    let component = Owner::new();
    let (action, later) = component.with(|| (use_server_action::<TryOut>(), use_server_action::<TryOut>()));
    let handle = Arc::downgrade(&later.handle());
    make(action, form(true), &seen);
    make(action, form(false), &seen);
    turns().await;
    assert_eq!(count(watching), 2);
    make(later, form(true), &seen);
    component.cleanup();
    assert_eq!(count(watching), 2, "the row, and what is under way");
    turns().await;
    assert_eq!(count(watching), 1, "nobody could show the other");
    assert!(Weak::upgrade(&handle).is_none(), "and nothing is left of it");
}

#[tokio::test]
async fn an_upload_is_stopped_until_all_of_it_is_sent() {
    let (_owner, action, seen) = page();
    let sent = |sent| Progress::new(sent, 10);
    for (name, so_far, state) in [
        ("waits", 9, SubmissionState::Aborting),
        ("waits too", 10, SubmissionState::Pending),
    ] {
        let upload = make(action, arguments(name), &seen);
        upload.0.progress.set(Some(sent(so_far)));
        upload.abort();
        assert_eq!(untrack(|| upload.state()), state);
    }
    let done = make(action, arguments("done"), &seen);
    done.0.progress.set(Some(sent(10)));
    turns().await;
    assert_eq!(untrack(|| done.progress()), None);
}

#[tokio::test]
async fn a_form_waits_in_the_lane_of_its_fields_and_is_told_that_it_was_given_up() {
    let (_owner, action, seen) = page();
    let state = |submission: &Submission<TryOut>| untrack(|| submission.state());
    let first = make(action, arguments("x"), &seen);
    let second = make(action, form(true), &seen);
    assert_eq!(
        [state(&first), state(&second)],
        [SubmissionState::Pending, SubmissionState::Waiting]
    );
    second.discard();
    assert_eq!(taken(&seen), ["failed"]);
    assert_eq!(untrack(|| action.submissions()), [first]);
}

#[tokio::test]
async fn a_handle_whose_component_is_gone_asks_nothing_and_is_told_nothing() {
    let (owner, action, _seen) = page();
    owner.cleanup();
    let name = "late".to_owned();
    assert_eq!(action.dispatch(TryOut { name }), None);
    assert!(!action.pending());
    assert_eq!((action.value(), action.error(), action.version()), (None, None, 0));
    assert_eq!(
        (action.submissions(), action.kept_or("name", "none")),
        (Vec::new(), "none".into())
    );
    assert_eq!(action.field_error("name"), "");
    action.clear();
    action.abort();
    let _ = action.keyed("again").on_success(|()| {});
}

#[tokio::test]
async fn what_failed_and_no_component_lists_is_not_kept() {
    let (_owner, action, seen) = page();
    let _watched = untrack(|| action.error());
    let submission = make(action, arguments("forbidden"), &seen);
    turns().await;
    assert_eq!(submission.state(), SubmissionState::Done);
    assert_eq!(count(action), 0);
    assert_eq!(
        untrack(|| action.error()),
        Some(CallError::Forbidden),
        "its handle tells"
    );
}
