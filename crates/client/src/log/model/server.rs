//! A server that carries intents out, reads values and may lose everything but what it has committed.

use leptos_actions_core::wire::{Contained, Span};

use super::{Intent, QUERIES, Query};

/// What was committed to one query's data, in order.
pub(super) type Value = Vec<Intent>;

/// The database with its ledger, and two processes that share it.
pub(super) struct Server {
    pub(super) data: [Value; QUERIES],
    entries: Vec<Entry>,
    /// One for each process.
    clocks: [u64; 2],
    /// Whether a process can ask for what the other one does.
    knows_all: bool,
}

struct Entry {
    intent: Intent,
    process: u64,
    began: u64,
    /// When its answer was kept, by the clock of its process.
    ended: Option<u64>,
    /// Whether its process has died over it.
    is_dead: bool,
}

/// A value as it was read.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) query: Query,
    pub(super) value: Value,
    pub(super) span: Span,
    pub(super) listed: Vec<(Intent, Contained)>,
}

/// What an answer says.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// When the intent ran; nothing if it was refused, or was none.
    pub(super) run: Option<Span>,
    pub(super) reads: Vec<Read>,
}

/// A request on its way through a process, one step at a time.
#[derive(Clone)]
pub(super) struct Task {
    process: u64,
    step: Step,
    intent: Option<Intent>,
    /// Whether it is refused.
    refused: bool,
    touches: Vec<Query>,
    queries: Vec<Query>,
    /// The keys that the page wants to know of.
    keys: Vec<Intent>,
    began: u64,
    before: Vec<Intent>,
    value: Value,
    answer: Answer,
}

#[derive(Clone, Copy)]
enum Step {
    Claim,
    Commit,
    Finish,
    Begin,
    Look,
    End,
}

impl Task {
    pub(super) fn act(process: u64, intent: Intent, touches: &[Query], refused: bool, keys: Vec<Intent>) -> Self {
        let act = Self::read(process, touches.to_vec(), keys);
        Self {
            step: Step::Claim,
            intent: Some(intent),
            refused,
            touches: touches.to_vec(),
            ..act
        }
    }

    pub(super) fn read(process: u64, queries: Vec<Query>, keys: Vec<Intent>) -> Self {
        Self {
            process,
            step: Step::Begin,
            intent: None,
            refused: false,
            touches: Vec::new(),
            queries,
            keys,
            began: 0,
            before: Vec::new(),
            value: Vec::new(),
            answer: Answer::default(),
        }
    }
}

impl Server {
    pub(super) fn new(knows_all: bool) -> Self {
        Self {
            data: Default::default(),
            entries: Vec::new(),
            clocks: [0; 2],
            knows_all,
        }
    }

    fn tick(&mut self, process: u64) -> u64 {
        let clock = &mut self.clocks[process as usize];
        *clock += 1;
        *clock
    }

    /// Takes the next step of a request; its answer, once there are no more.
    pub(super) fn step(&mut self, task: &mut Task) -> Option<Answer> {
        let now = self.tick(task.process);
        task.step = match task.step {
            Step::Claim => self.claim(task, now)?,
            Step::Commit => {
                let intent = task.intent.unwrap_or_default();
                for query in &task.touches {
                    self.data[*query].push(intent);
                }
                Step::Finish
            }
            Step::Finish => {
                let mine = self.entries.iter_mut().find(|entry| Some(entry.intent) == task.intent);
                if let Some(entry) = mine {
                    entry.ended = Some(now);
                    task.answer.run = Some(span(task.process, entry.began, now));
                }
                Step::Begin
            }
            Step::Begin => {
                if task.queries.is_empty() {
                    return Some(std::mem::take(&mut task.answer));
                }
                task.began = now;
                task.before = self.named(task, |entry| entry.ended.is_some());
                Step::Look
            }
            Step::Look => {
                task.value.clone_from(&self.data[task.queries[0]]);
                Step::End
            }
            Step::End => {
                let listed = task.keys.iter().map(|key| (*key, self.verdict(task, *key))).collect();
                task.answer.reads.push(Read {
                    query: task.queries.remove(0),
                    value: std::mem::take(&mut task.value),
                    span: span(task.process, task.began, now),
                    listed,
                });
                Step::Begin
            }
        };
        None
    }

    /// The process dies over a request.
    pub(super) fn crash(&mut self, task: &Task) {
        let mine = self
            .entries
            .iter_mut()
            .filter(|entry| Some(entry.intent) == task.intent && entry.ended.is_none());
        mine.for_each(|entry| entry.is_dead |= matches!(task.step, Step::Commit | Step::Finish));
    }

    /// Whether it joins a call of which nobody will ever hear.
    pub(super) fn waits_in_vain(&self, task: &Task) -> bool {
        let joined = |entry: &Entry| Some(entry.intent) == task.intent && entry.is_dead;
        matches!(task.step, Step::Claim) && self.entries.iter().any(joined)
    }

    /// `None` while another attempt of the same intent is being carried out.
    fn claim(&mut self, task: &mut Task, now: u64) -> Option<Step> {
        let intent = task.intent.unwrap_or_default();
        if let Some(found) = self.entries.iter().find(|entry| entry.intent == intent) {
            found.ended?;
            // Answered as before: when that was, the process need not know any more.
            task.answer.run = Some(span(task.process, 0, now));
            return Some(Step::Begin);
        }
        if task.refused {
            task.queries.clear();
            return Some(Step::Begin);
        }
        self.entries.push(Entry {
            intent,
            process: task.process,
            began: now,
            ended: None,
            is_dead: false,
        });
        Some(Step::Commit)
    }

    fn named(&self, task: &Task, is: impl Fn(&Entry) -> bool) -> Vec<Intent> {
        let known = self
            .entries
            .iter()
            .filter(|entry| self.knows_all || entry.process == task.process);
        known.filter(|entry| is(entry)).map(|entry| entry.intent).collect()
    }

    /// From the ledger, before and after the reading.
    fn verdict(&self, task: &Task, key: Intent) -> Contained {
        if task.before.contains(&key) {
            Contained::Yes
        } else if self.named(task, |_| true).contains(&key) {
            Contained::Running
        } else if self.knows_all {
            Contained::No
        } else {
            Contained::Unknown
        }
    }
}

const fn span(process: u64, began: u64, ended: u64) -> Span {
    Span {
        epoch: process,
        began,
        ended,
    }
}
