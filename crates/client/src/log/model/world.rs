//! A page, its network and its server, one random step after another.

use std::sync::Arc;

use super::{
    super::{Intents, Log, Moment, Snapshot},
    Intent, QUERIES, Query,
    server::{Answer, Server, Task, Value},
};

/// The most intents of one schedule.
const MOST: usize = 12;

/// What the page thinks of an intent of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Sent,
    Succeeded,
    /// Its answer was lost, and so many values were asked for because of that.
    Losing(usize),
    Lost,
    /// It was refused, or nobody wants it any more.
    Gone,
}

struct Made {
    intent: Intent,
    touches: Vec<Query>,
    state: State,
    /// Whether its answer was lost before.
    was_lost: bool,
}

/// What a request was for.
#[derive(Clone)]
struct Sent {
    asked: Option<Moment>,
    purpose: Purpose,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Act(Intent),
    Ask(Query),
    /// To see what became of an intent.
    Find(Intent),
    /// The server's own idea.
    Push,
}

pub(super) struct World {
    choices: std::vec::IntoIter<u8>,
    server: Server,
    intents: Intents,
    logs: [Log<Value>; QUERIES],
    made: Vec<Made>,
    foreign: Intent,
    serving: Vec<(Sent, Task)>,
    /// On their way back; `None` for what was lost.
    answers: Vec<(Sent, Option<Answer>)>,
    /// Whether intents are sent one after another.
    queues: bool,
    /// For each query every value that the server has had, and which of them was shown last.
    history: [Vec<Value>; QUERIES],
    newest: [usize; QUERIES],
    /// The newest that has arrived.
    heard: [usize; QUERIES],
}

impl World {
    pub(super) fn new(choices: Vec<u8>) -> Self {
        let mut choices = choices.into_iter();
        let flags = choices.next().unwrap_or_default();
        let intents = Intents::default();
        let mut logs: [Log<Value>; QUERIES] = Default::default();
        for log in &mut logs {
            log.arrive(&intents, Snapshot::default(), Vec::new());
        }
        Self {
            choices,
            server: Server::new(flags & 1 == 0),
            intents,
            logs,
            made: Vec::new(),
            foreign: 1_000,
            serving: Vec::new(),
            answers: Vec::new(),
            queues: flags & 2 == 0,
            history: std::array::from_fn(|_| vec![Vec::new()]),
            newest: [0; QUERIES],
            heard: [0; QUERIES],
        }
    }

    fn choose(&mut self, below: usize) -> usize {
        usize::from(self.choices.next().unwrap_or_default()) % below.max(1)
    }

    /// Runs the schedule, lets everything arrive, and looks once more.
    pub(super) fn run(mut self) {
        while self.choices.len() > 0 {
            self.step();
            self.check();
        }
        self.rest();
        for query in 0..QUERIES {
            let log = &self.logs[query];
            assert!(log.layers.is_empty() && log.held.is_empty(), "something is left over");
            assert!(self.newest[query] >= self.heard[query], "a newer value has come");
            self.ask(Purpose::Ask(query), query);
        }
        self.rest();
        for query in 0..QUERIES {
            let log = &self.logs[query];
            assert!(!log.wants() && !log.is_pending());
            assert_eq!(log.shown().as_ref(), Some(&self.server.data[query]), "in the end");
        }
    }

    fn rest(&mut self) {
        for _ in 0..10_000 {
            if !self.drain() {
                return;
            }
            self.check();
        }
        panic!("it never comes to rest");
    }

    fn step(&mut self) {
        match self.choose(16) {
            0..=2 => self.press(),
            3 => self.send_one(),
            4..=8 => self.serve(),
            9..=11 => self.deliver(),
            12 => self.lose(),
            13 => self.write_elsewhere(),
            14 => self.decide_about_lost(),
            _ => self.ask_or_push(),
        }
        self.ask_what_is_wanted();
    }

    fn press(&mut self) {
        if self.made.len() == MOST {
            return;
        }
        let touches = [[0].as_slice(), &[1], &[0, 1]][self.choose(3)].to_vec();
        let intent = self.made.len() as Intent + 1;
        self.made.push(Made {
            intent,
            touches,
            state: State::Waiting,
            was_lost: false,
        });
        self.begin(self.made.len() - 1);
    }

    fn begin(&mut self, index: usize) {
        let made = &mut self.made[index];
        made.state = State::Waiting;
        let intent = made.intent;
        self.intents.begin(intent);
        for query in &made.touches {
            let change = move |value: &mut Value| value.push(intent);
            self.logs[*query].add(&self.intents, intent, Arc::new(change));
        }
        if !self.queues {
            self.send(index);
        }
    }

    /// In a lane nothing is sent while another is under way.
    fn send_one(&mut self) {
        let is_busy = self.queues && self.made.iter().any(|made| made.state == State::Sent);
        let waiting = self.made.iter().position(|made| made.state == State::Waiting);
        if let (false, Some(index)) = (is_busy, waiting) {
            self.send(index);
        }
    }

    fn send(&mut self, index: usize) {
        let (process, refused) = (self.choose(2) as u64, self.choose(6) == 0);
        let keys = self.unsettled();
        let made = &mut self.made[index];
        made.state = State::Sent;
        // What may have happened is not refused by the same server: it is answered.
        let refused = refused && !made.was_lost;
        let task = Task::act(process, made.intent, &made.touches, refused, keys);
        let purpose = Purpose::Act(made.intent);
        self.intents.sent(made.intent);
        self.request(purpose, task);
    }

    fn request(&mut self, purpose: Purpose, task: Task) {
        let asked = (purpose != Purpose::Push).then(|| self.intents.tick());
        self.serving.push((Sent { asked, purpose }, task));
    }

    fn unsettled(&self) -> Vec<Intent> {
        let open = |made: &&Made| matches!(made.state, State::Sent | State::Losing(_) | State::Lost);
        self.made.iter().filter(open).map(|made| made.intent).collect()
    }

    /// One step of one request in the server.
    fn serve(&mut self) {
        if self.serving.is_empty() {
            return;
        }
        let index = self.choose(self.serving.len());
        self.serve_at(index);
    }

    fn serve_at(&mut self, index: usize) {
        let answer = self.server.step(&mut self.serving[index].1);
        self.note_history();
        if answer.is_some() || self.server.waits_in_vain(&self.serving[index].1) {
            let (sent, _) = self.serving.remove(index);
            self.answers.push((sent, answer));
        }
    }

    fn note_history(&mut self) {
        for (history, data) in self.history.iter_mut().zip(&self.server.data) {
            if history.last() != Some(data) {
                history.push(data.clone());
            }
        }
    }

    /// A request or an answer is lost; of a request the server may know all the same.
    fn lose(&mut self) {
        if self.choose(2) == 0 && !self.answers.is_empty() {
            let index = self.choose(self.answers.len());
            self.answers[index].1 = None;
        } else if !self.serving.is_empty() {
            let index = self.choose(self.serving.len());
            let (sent, task) = self.serving[index].clone();
            if self.choose(2) == 0 {
                self.serving.remove(index);
                self.server.crash(&task);
            } else {
                // It goes on, and nobody will hear of it.
                self.serving[index].0.purpose = Purpose::Push;
                self.serving[index].0.asked = None;
            }
            self.answers.push((sent, None));
        }
    }

    fn write_elsewhere(&mut self) {
        self.foreign += 1;
        let query = self.choose(QUERIES);
        self.server.data[query].push(self.foreign);
        self.note_history();
    }

    fn ask_or_push(&mut self) {
        let query = self.choose(QUERIES);
        let purpose = [Purpose::Ask(query), Purpose::Push][self.choose(2)];
        self.ask(purpose, query);
    }

    fn ask(&mut self, purpose: Purpose, query: Query) {
        let (process, keys) = (self.choose(2) as u64, self.unsettled());
        self.request(purpose, Task::read(process, vec![query], keys));
    }

    fn deliver(&mut self) {
        if self.answers.is_empty() {
            return;
        }
        let index = self.choose(self.answers.len());
        self.deliver_at(index);
    }

    fn deliver_at(&mut self, index: usize) {
        let (sent, answer) = self.answers.remove(index);
        match (sent.purpose, &answer) {
            (Purpose::Act(intent), None) => self.begin_losing(intent),
            (Purpose::Act(intent), Some(answer)) => match answer.run {
                Some(run) => self.intents.done(intent, Some(run)),
                None => self.intents.refused(intent),
            },
            _ => {}
        }
        let Answer { run, reads } = answer.unwrap_or_default();
        for read in reads {
            let version = self.history[read.query].iter().position(|value| *value == read.value);
            self.heard[read.query] = version.max(Some(self.heard[read.query])).unwrap_or_default();
            let (asked, arrived) = (sent.asked, self.intents.tick());
            let snapshot = Snapshot::new(asked, arrived, Some(read.span), read.listed);
            self.logs[read.query].arrive(&self.intents, snapshot, read.value);
        }
        match sent.purpose {
            Purpose::Act(intent) if self.state(intent) == State::Sent => self.settle(intent, run.is_some()),
            Purpose::Find(intent) => self.found(intent),
            _ => {}
        }
    }

    fn state(&self, intent: Intent) -> State {
        self.made[intent as usize - 1].state
    }

    fn settle(&mut self, intent: Intent, succeeded: bool) {
        if !succeeded {
            return self.give_up(intent, State::Gone);
        }
        let made = &mut self.made[intent as usize - 1];
        made.state = State::Succeeded;
        for query in &made.touches {
            self.logs[*query].answered(&self.intents, intent);
        }
    }

    /// What it changes is not shown any more.
    fn give_up(&mut self, intent: Intent, state: State) {
        let made = &mut self.made[intent as usize - 1];
        made.state = state;
        for query in &made.touches {
            self.logs[*query].failed(&self.intents, intent);
        }
    }

    /// Before it is shown as lost, what it touches is asked for.
    fn begin_losing(&mut self, intent: Intent) {
        let made = &mut self.made[intent as usize - 1];
        made.was_lost = true;
        made.state = State::Losing(made.touches.len());
        for query in made.touches.clone() {
            self.ask(Purpose::Find(intent), query);
        }
    }

    fn found(&mut self, intent: Intent) {
        let made = &mut self.made[intent as usize - 1];
        let State::Losing(open) = made.state else { return };
        made.state = State::Losing(open - 1);
        if open == 1 {
            self.give_up(intent, State::Lost);
        }
    }

    /// Whoever sees that it did not arrive tries again, or gives up.
    fn decide_about_lost(&mut self) {
        let Some(index) = self.made.iter().position(|made| made.state == State::Lost) else {
            return;
        };
        if self.choose(3) > 0 {
            return self.begin(index);
        }
        self.give_up(self.made[index].intent, State::Gone);
    }

    fn ask_what_is_wanted(&mut self) {
        for query in 0..QUERIES {
            let is_asked = |(sent, _): &(Sent, Task)| sent.purpose == Purpose::Ask(query);
            let is_answered = |(sent, _): &(Sent, Option<Answer>)| sent.purpose == Purpose::Ask(query);
            let is_under_way = self.serving.iter().any(is_asked) || self.answers.iter().any(is_answered);
            let log = &self.logs[query];
            if log.wants() && !log.is_pending() && !is_under_way {
                self.ask(Purpose::Ask(query), query);
            }
        }
    }

    /// Lets something arrive; whether there was anything.
    fn drain(&mut self) -> bool {
        self.ask_what_is_wanted();
        if !self.answers.is_empty() {
            self.deliver_at(0);
        } else if !self.serving.is_empty() {
            (0..self.serving.len()).rev().for_each(|index| self.serve_at(index));
        } else if self.made.iter().any(|made| made.state == State::Waiting) {
            self.send_one();
        } else {
            return false;
        }
        true
    }

    /// What is shown is a value that the server has had, not an older one than before, with what is pending and not in it.
    fn check(&mut self) {
        for query in 0..QUERIES {
            let log = &self.logs[query];
            let Some((_, base)) = &log.base else {
                panic!("nothing is shown")
            };
            let version = self.history[query].iter().position(|value| *value == **base);
            let version = version.expect("the server never had that");
            assert!(
                version >= self.newest[query],
                "it goes back: {base:?} after {:?}",
                self.history[query][self.newest[query]]
            );
            self.newest[query] = version;
            let shown = log.shown().unwrap_or_default();
            let (held, pending) = shown.split_at(base.len());
            assert_eq!(held, &base[..]);
            let expected = self.made.iter().filter(|made| {
                let counts = matches!(
                    made.state,
                    State::Waiting | State::Sent | State::Succeeded | State::Losing(_)
                );
                counts && made.touches.contains(&query) && !base.contains(&made.intent)
            });
            let mut expected: Vec<_> = expected
                .filter(|made| !self.is_doubtful(query, made))
                .map(|made| made.intent)
                .collect();
            let mut pending = pending.to_vec();
            // One that is tried again comes last.
            expected.sort_unstable();
            pending.sort_unstable();
            assert_eq!(pending, expected, "what is pending, over {base:?}");
        }
    }

    /// Whether nobody can know if what is shown holds it: its answer was lost, and it is tried again.
    fn is_doubtful(&self, query: Query, made: &Made) -> bool {
        let layers = &self.logs[query].layers;
        let layer = layers.iter().find(|layer| layer.intent == made.intent);
        made.was_lost && layer.is_some_and(|layer| !layer.is_missing)
    }
}
