//! What a test's code logged.
//!
//! One subscriber for the whole process, because `tracing` remembers for each place that logs whether anybody listens.
//! What it hears is kept by thread: a test with a current-thread runtime hears all of itself and nothing else.

use std::{cell::RefCell, collections::BTreeMap, fmt, sync::Once};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

thread_local! {
    static HEARD: RefCell<Heard> = RefCell::default();
}

static LISTEN: Once = Once::new();

/// Field names with their values as text.
pub type Fields = BTreeMap<&'static str, String>;

#[derive(Clone, Debug)]
pub struct Logged {
    pub level: Level,
    pub target: &'static str,
    pub fields: Fields,
    /// The fields of the span it stands in, if that is a call's.
    pub call: Option<Fields>,
}

#[derive(Default)]
struct Heard {
    spans: Vec<(u64, Fields)>,
    events: Vec<Logged>,
}

/// Everything that this thread logs from now on.
#[derive(Clone, Copy, Debug)]
pub struct Log(());

impl Log {
    pub fn listen() -> Self {
        LISTEN.call_once(|| {
            let registry = Registry::default().with(Hearing);
            tracing::subscriber::set_global_default(registry).expect("nobody else listens in this process");
        });
        HEARD.with_borrow_mut(|heard| *heard = Heard::default());
        Self(())
    }

    /// The spans of calls, in the order in which they began.
    pub fn calls(self) -> Vec<Fields> {
        HEARD.with_borrow(|heard| heard.spans.iter().map(|(_, fields)| fields.clone()).collect())
    }

    pub fn events(self) -> Vec<Logged> {
        HEARD.with_borrow(|heard| heard.events.clone())
    }

    /// The events that hold this text in any field.
    pub fn about(self, text: &str) -> Vec<Logged> {
        let events = self.events().into_iter();
        events
            .filter(|event| event.fields.values().any(|value| value.contains(text)))
            .collect()
    }

    /// Whether any field of any span or event of this level or above holds this text.
    pub fn mentions(self, text: &str, level: Level) -> bool {
        let in_events = self.about(text).iter().any(|event| event.level <= level);
        in_events
            || self
                .calls()
                .iter()
                .any(|span| span.values().any(|value| value.contains(text)))
    }
}

struct Hearing;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Hearing {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        if attributes.metadata().target() == "leptos_actions" {
            let mut fields = Fields::new();
            attributes.record(&mut Collect(&mut fields));
            HEARD.with_borrow_mut(|heard| heard.spans.push((id.into_u64(), fields)));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        HEARD.with_borrow_mut(|heard| {
            if let Some(fields) = heard.span(id.into_u64()) {
                values.record(&mut Collect(fields));
            }
        });
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Collect(&mut fields));
        let span = context.event_span(event).map(|span| span.id().into_u64());
        HEARD.with_borrow_mut(|heard| {
            let call = span.and_then(|span| heard.span(span).map(|fields| fields.clone()));
            heard.events.push(Logged {
                level: *event.metadata().level(),
                target: event.metadata().target(),
                fields,
                call,
            });
        });
    }
}

impl Heard {
    /// The newest span of an id, which the registry uses again.
    fn span(&mut self, id: u64) -> Option<&mut Fields> {
        let newest = self.spans.iter_mut().rev().find(|(other, _)| *other == id);
        newest.map(|(_, fields)| fields)
    }
}

struct Collect<'a>(&'a mut Fields);

impl Visit for Collect<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
