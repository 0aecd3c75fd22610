//! Calls as data, and which of several is made when. The state machine is the browser's; here its calls are direct.
#![allow(dead_code, reason = "calls are called by their names in addresses")]

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use leptos::prelude::*;
use leptos_actions::{
    FormStatus, ServerAction, SubmissionState, actions, prelude::*, provide_actions, provide_error_handler,
    use_form_status, use_page_pending, use_pending,
};
use leptos_actions_testing::As;
use tokio::{sync::watch, task};

/// What was begun, in order, and what may end.
#[derive(Clone)]
struct Board {
    begun: Arc<Mutex<Vec<u32>>>,
    may_end: watch::Sender<BTreeSet<u32>>,
    fails: Arc<Mutex<BTreeSet<u32>>>,
}

impl Board {
    fn new() -> Self {
        Self {
            begun: Arc::default(),
            may_end: watch::Sender::default(),
            fails: Arc::default(),
        }
    }

    async fn work(&self, name: u32) -> CallResult<u32> {
        self.begun.lock().unwrap().push(name);
        let mut ends = self.may_end.subscribe();
        ends.wait_for(|names| names.contains(&name)).await?;
        if self.fails.lock().unwrap().contains(&name) {
            return Err(CallError::Conflict);
        }
        Ok(name)
    }

    fn begun(&self) -> Vec<u32> {
        self.begun.lock().unwrap().clone()
    }

    async fn end(&self, name: u32) {
        self.may_end.send_modify(|names| {
            names.insert(name);
        });
        turns().await;
        self.may_end.send_modify(|names| {
            names.remove(&name);
        });
    }

    fn fail(&self, name: u32) {
        self.fails.lock().unwrap().insert(name);
    }
}

#[action(public)]
async fn at_once(name: u32, #[extract] State(board): State<Board>) -> CallResult<u32> {
    board.work(name).await
}

#[action(public, queue(lane))]
async fn in_turn(lane: u32, name: u32, #[extract] State(board): State<Board>) -> CallResult<u32> {
    let _ = lane;
    board.work(name).await
}

#[action(public, drop)]
async fn unless_busy(name: u32, #[extract] State(board): State<Board>) -> CallResult<u32> {
    board.work(name).await
}

#[action(public, latest)]
async fn newest(name: u32, #[extract] State(board): State<Board>) -> CallResult<u32> {
    board.work(name).await
}

/// As many turns as any chain of wake-ups here takes.
async fn turns() {
    for _ in 0..20 {
        task::yield_now().await;
    }
}

/// A page in which calls act as nobody in particular.
fn page() -> (Owner, Board) {
    let _ = any_spawner::Executor::init_tokio();
    let _installs_the_lookup = actions();
    let board = Board::new();
    let (mut head, ()) = http::Request::new(()).into_parts();
    head.extensions.insert(As::public().state(board.clone()).scope());
    let owner = Owner::new();
    owner.set();
    provide_context(head);
    provide_actions();
    (owner, board)
}

fn states<A: leptos_actions::Action>(action: ServerAction<A>) -> Vec<SubmissionState> {
    untrack(|| {
        let submissions = action.submissions();
        submissions.iter().map(|submission| submission.state()).collect()
    })
}

// covers: CON-09 TRN-01
#[tokio::test]
async fn calls_are_under_way_together_unless_their_action_says_otherwise() {
    let (_owner, board) = page();
    let action = use_server_action::<AtOnce>();
    for name in 1..=3 {
        action.dispatch(AtOnce { name }).unwrap();
    }
    turns().await;
    assert_eq!(board.begun(), [1, 2, 3]);
    assert!(untrack(|| action.pending()));
    board.end(3).await;
    board.end(1).await;
    // The newest call's answer stays, although an older one came after it.
    assert_eq!(untrack(|| action.value()), Some(Ok(3)));
    assert!(untrack(|| action.pending()));
    board.end(2).await;
    assert!(!untrack(|| action.pending()));
    assert_eq!(states(action), []);
}

// covers: UAS-02 CON-09 CON-08
#[tokio::test]
async fn queued_calls_are_made_one_after_the_other_and_another_lane_does_not_wait() {
    let (_owner, board) = page();
    let action = use_server_action::<InTurn>();
    for (lane, name) in [(1, 1), (1, 2), (2, 3), (1, 4)] {
        action.dispatch(InTurn { lane, name }).unwrap();
    }
    turns().await;
    assert_eq!(board.begun(), [1, 3]);
    use SubmissionState::{Pending, Waiting};
    assert_eq!(states(action), [Pending, Waiting, Pending, Waiting]);
    // One that fails holds up nobody.
    board.fail(1);
    board.end(1).await;
    assert_eq!(board.begun(), [1, 3, 2]);
    board.end(2).await;
    assert_eq!(board.begun(), [1, 3, 2, 4]);
}

#[tokio::test]
async fn a_call_that_comes_while_one_is_under_way_is_dropped_and_a_later_one_is_not() {
    let (_owner, board) = page();
    let action = use_server_action::<UnlessBusy>();
    assert!(action.dispatch(UnlessBusy { name: 1 }).is_some());
    assert!(action.dispatch(UnlessBusy { name: 2 }).is_none());
    turns().await;
    board.end(1).await;
    assert!(action.dispatch(UnlessBusy { name: 3 }).is_some());
    turns().await;
    assert_eq!(board.begun(), [1, 3]);
}

#[tokio::test]
async fn what_failed_stays_with_its_input_until_it_is_retried_or_discarded() {
    let (_owner, board) = page();
    let action = use_server_action::<InTurn>();
    assert_eq!(states(action), [], "what is listed from the beginning is kept");
    board.fail(1);
    board.fail(2);
    let first = action.dispatch(InTurn { lane: 1, name: 1 }).unwrap();
    let second = action.dispatch(InTurn { lane: 2, name: 2 }).unwrap();
    turns().await;
    board.end(1).await;
    board.end(2).await;
    assert_eq!(states(action), [SubmissionState::Failed, SubmissionState::Failed]);
    let find = |id| untrack(|| action.submission(id));
    let failed = find(&first).unwrap();
    assert_eq!(failed.input().unwrap().name, 1);
    assert_eq!(untrack(|| failed.error()), Some(CallError::Conflict));
    board.fails.lock().unwrap().clear();
    failed.retry();
    turns().await;
    assert_eq!(untrack(|| failed.state()), SubmissionState::Pending);
    assert_eq!(failed.id(), &first);
    board.end(1).await;
    assert_eq!(untrack(|| failed.state()), SubmissionState::Done);
    assert_eq!(board.begun(), [1, 2, 1]);
    find(&second).unwrap().discard();
    assert_eq!(states(action), []);
    // An error ends nothing.
    action.dispatch(InTurn { lane: 1, name: 5 }).unwrap();
    turns().await;
    board.end(5).await;
    assert_eq!(untrack(|| action.value()), Some(Ok(5)));
}

#[tokio::test]
async fn what_waits_can_be_given_up_and_the_rest_goes_on() {
    let (_owner, board) = page();
    let action = use_server_action::<InTurn>();
    let [_, second, _] = [1, 2, 3].map(|name| action.dispatch(InTurn { lane: 1, name }).unwrap());
    turns().await;
    untrack(|| action.submission(&second)).unwrap().abort();
    board.end(1).await;
    board.end(3).await;
    assert_eq!(board.begun(), [1, 3]);
    assert!(!untrack(|| action.pending()));
}

// covers: UAS-04
#[tokio::test]
async fn what_waits_sends_what_was_asked_for_when_it_was_asked() {
    let (_owner, board) = page();
    let action = use_server_action::<InTurn>();
    let name = RwSignal::new(1);
    let ask = || {
        let name = name.get_untracked();
        action.dispatch(InTurn { lane: 1, name }).unwrap()
    };
    let (_, second) = (ask(), ask());
    name.set(2);
    ask();
    let waiting = untrack(|| action.submission(&second)).unwrap();
    assert_eq!(waiting.input().unwrap().name, 1);
    turns().await;
    for name in [1, 1, 2] {
        board.end(name).await;
    }
    assert_eq!(board.begun(), [1, 1, 2]);
}

// covers: UAS-17
#[tokio::test]
async fn one_that_is_taken_back_while_it_is_under_way_lets_the_next_one_start() {
    let (_owner, board) = page();
    let action = use_server_action::<InTurn>();
    let [first, second] = [1, 2].map(|name| action.dispatch(InTurn { lane: 1, name }).unwrap());
    turns().await;
    let find = |id| untrack(|| action.submission(id));
    let (first, second) = (find(&first).unwrap(), find(&second).unwrap());
    first.abort();
    // What is under way is not forgotten, and taken back once.
    first.discard();
    first.retry();
    first.abort();
    use SubmissionState::{Aborting, Waiting};
    assert_eq!(states(action), [Aborting, Waiting]);
    turns().await;
    assert_eq!(board.begun(), [1, 2]);
    // Whether it was in time is the server's to say, and nobody asked it here.
    assert_eq!(untrack(|| first.error()), Some(CallError::Unknown));
    assert_eq!(untrack(|| second.state()), SubmissionState::Pending);
    board.end(2).await;
    assert_eq!(untrack(|| action.value()), Some(Ok(2)));
    assert!(!untrack(|| action.pending()));
    first.discard();
    assert_eq!(states(action), []);
}

// covers: CON-09
#[tokio::test]
async fn of_the_latest_only_the_newest_is_made_once_the_one_under_way_has_ended() {
    let (_owner, board) = page();
    let action = use_server_action::<Newest>();
    let on_page = use_page_pending();
    let [first, second, third] = [1, 2, 3].map(|name| action.dispatch(Newest { name }).unwrap());
    let find = |id| untrack(|| action.submission(id));
    assert!(find(&second).is_none(), "its place is taken");
    use SubmissionState::{Aborting, Waiting};
    assert_eq!(states(action), [Aborting, Waiting]);
    turns().await;
    // The first was taken back before it had begun.
    assert_eq!(board.begun(), [3]);
    assert_eq!(untrack(|| find(&first).unwrap().error()), Some(CallError::Unknown));
    board.end(3).await;
    assert!(find(&third).is_none());
    assert!(!untrack(|| action.pending()) && !untrack(|| on_page.get()));
    assert_eq!(untrack(|| action.value()), Some(Ok(3)));
}

#[tokio::test]
async fn a_retry_takes_its_turn_and_stays_where_it_stood() {
    let (_owner, board) = page();
    let action = use_server_action::<InTurn>();
    assert_eq!(states(action), [], "what is listed from the beginning is kept");
    board.fail(1);
    let [first, second] = [1, 2].map(|name| action.dispatch(InTurn { lane: 1, name }).unwrap());
    turns().await;
    board.end(1).await;
    let failed = untrack(|| action.submission(&first)).unwrap();
    assert_eq!(board.begun(), [1, 2]);
    failed.retry();
    failed.retry();
    turns().await;
    use SubmissionState::{Pending, Waiting};
    assert_eq!(states(action), [Waiting, Pending]);
    assert_eq!(untrack(|| failed.error()), None, "what is tried again has not failed");
    assert!(untrack(|| failed.pending()));
    board.end(2).await;
    assert!(untrack(|| action.submission(&second)).is_none());
    assert_eq!(board.begun(), [1, 2, 1]);
    // It gives its place up as any other.
    board.end(1).await;
    assert_eq!(states(action), [SubmissionState::Failed]);
    action.dispatch(InTurn { lane: 1, name: 4 }).unwrap();
    turns().await;
    assert_eq!(board.begun(), [1, 2, 1, 4]);
}

#[tokio::test]
async fn what_waits_and_is_discarded_leaves_nothing_behind() {
    let (_owner, board) = page();
    let action = use_server_action::<InTurn>();
    let on_page = use_page_pending();
    let [_, second] = [1, 2].map(|name| action.dispatch(InTurn { lane: 1, name }).unwrap());
    let waiting = untrack(|| action.submission(&second)).unwrap();
    waiting.discard();
    assert_eq!(untrack(|| waiting.state()), SubmissionState::Done);
    assert!(!untrack(|| waiting.pending()));
    turns().await;
    board.end(1).await;
    assert_eq!(board.begun(), [1]);
    assert!(!untrack(|| action.pending()) && !untrack(|| on_page.get()));
    assert_eq!(states(action), []);
}

#[tokio::test]
async fn the_list_tells_whoever_reads_it_of_every_change() {
    let (_owner, board) = page();
    let action = use_server_action::<InTurn>();
    let told = Memo::new(move |_| action.submissions().iter().map(|one| one.state()).collect::<Vec<_>>());
    let told = || untrack(|| told.get());
    assert_eq!(told(), []);
    board.fail(1);
    let first = action.dispatch(InTurn { lane: 1, name: 1 }).unwrap();
    assert_eq!(told(), [SubmissionState::Pending]);
    turns().await;
    board.end(1).await;
    assert_eq!(told(), [SubmissionState::Failed]);
    untrack(|| action.submission(&first)).unwrap().discard();
    assert_eq!(told(), []);
}

/// Takes the status of the form that it stands in.
#[component]
fn Probe(seen: StoredValue<Option<FormStatus>>) -> impl IntoView {
    seen.set_value(Some(use_form_status()));
}

// covers: UFS-03
#[tokio::test]
async fn a_form_is_busy_whoever_calls_its_action() {
    let (_owner, board) = page();
    let [action, other] = [(); 2].map(|()| use_server_action::<AtOnce>());
    let seen = StoredValue::new(None);
    let _form = view! { <ServerForm action><Probe seen/></ServerForm> };
    let status = seen.get_value().expect("the form was rendered");
    assert_eq!(status.call(), "at_once");
    let pending = || untrack(|| status.pending());
    assert!(!pending());
    other.dispatch(AtOnce { name: 1 }).unwrap();
    assert!(!pending(), "another form's");
    // As a listener does that prevents the submit and calls the action itself.
    action.dispatch(AtOnce { name: 2 }).unwrap();
    assert!(pending());
    turns().await;
    board.end(1).await;
    assert!(pending());
    board.end(2).await;
    assert!(!pending());
}

#[tokio::test]
async fn handles_of_one_action_share_its_submissions_and_its_lanes_and_nothing_else() {
    let (_owner, board) = page();
    let (here, there) = (use_server_action::<InTurn>(), use_server_action::<InTurn>());
    here.dispatch(InTurn { lane: 1, name: 1 }).unwrap();
    there.dispatch(InTurn { lane: 1, name: 2 }).unwrap();
    turns().await;
    assert_eq!(board.begun(), [1]);
    assert_eq!(states(here), states(there));
    board.end(1).await;
    assert_eq!(untrack(|| here.value()), Some(Ok(1)));
    assert_eq!(untrack(|| there.value()), None);
}

#[tokio::test]
async fn a_hook_gets_every_success_of_its_own_handle() {
    let (_owner, board) = page();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let hook = Arc::clone(&seen);
    let action = use_server_action::<AtOnce>().on_success(move |name| hook.lock().unwrap().push(*name));
    let other = use_server_action::<AtOnce>();
    board.fail(2);
    action.dispatch(AtOnce { name: 1 }).unwrap();
    action.dispatch(AtOnce { name: 2 }).unwrap();
    other.dispatch(AtOnce { name: 3 }).unwrap();
    turns().await;
    for name in 1..=3 {
        board.end(name).await;
    }
    assert_eq!(*seen.lock().unwrap(), [1]);
}

// covers: TRN-04 TRN-07 CON-03 UAS-08
#[tokio::test]
async fn a_failure_that_nothing_shows_reaches_the_page_s_handler_and_no_other_does() {
    let (_owner, board) = page();
    let told = Arc::new(Mutex::new(Vec::new()));
    let handler = Arc::clone(&told);
    provide_error_handler(move |error| handler.lock().unwrap().push((error.call, error.message.to_string())));
    for name in 1..=3 {
        board.fail(name);
    }
    let shown = use_server_action::<AtOnce>();
    let _ = untrack(|| shown.error());
    let blind = use_server_action::<AtOnce>();
    let component = Owner::new();
    let gone = component.with(|| {
        let gone = use_server_action::<AtOnce>();
        let _ = untrack(|| gone.error());
        gone
    });
    shown.dispatch(AtOnce { name: 1 }).unwrap();
    blind.dispatch(AtOnce { name: 2 }).unwrap();
    gone.dispatch(AtOnce { name: 3 }).unwrap();
    turns().await;
    board.end(1).await;
    assert_eq!(told.lock().unwrap().len(), 0);
    board.end(2).await;
    assert_eq!(told.lock().unwrap().len(), 1);
    component.cleanup();
    drop(component);
    board.end(3).await;
    assert_eq!(told.lock().unwrap().len(), 2);
    let first = told.lock().unwrap()[0].clone();
    assert_eq!(
        first,
        (
            "at_once",
            CallError::<leptos_actions::NoError>::Conflict.message().into_owned()
        )
    );
}

#[tokio::test]
async fn an_action_is_passed_on_as_a_value_with_its_arguments() {
    let (_owner, board) = page();
    let action = use_server_action::<AtOnce>();
    let run = action.bind(AtOnce { name: 7 });
    board.fail(7);
    run.run();
    turns().await;
    assert!(untrack(|| run.pending()));
    board.end(7).await;
    assert!(!untrack(|| run.pending()));
    assert_eq!(
        untrack(|| run.error()),
        Some(CallError::<leptos_actions::NoError>::Conflict.message().into_owned())
    );
}

// covers: TRN-01
#[tokio::test]
async fn work_under_way_is_counted_and_what_is_dropped_counts_no_more() {
    let (_owner, board) = page();
    let action = use_server_action::<AtOnce>();
    let (on_page, pending) = (use_page_pending(), use_pending());
    let both = use_pending().also(move || pending.get()).also(on_page);
    let is = |signal: &dyn Fn() -> bool| untrack(signal);
    assert!(!is(&|| both.get()));
    action.dispatch(AtOnce { name: 1 }).unwrap();
    turns().await;
    assert!(is(&|| both.get()) && !is(&|| pending.get()));
    board.end(1).await;
    assert!(!is(&|| both.get()));
    let work = pending.track(std::future::pending::<()>());
    assert!(is(&|| both.get()));
    drop(work);
    assert!(!is(&|| both.get()));
}
