//! The browser's channel between tabs.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Math, Object, Reflect};
use leptos::{
    leptos_dom::helpers::document,
    prelude::{on_cleanup, window_event_listener_untyped},
};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use super::{Stale, gathered::Gathered, text};
use crate::page::Page;

const NAME: &str = "leptos_actions";
/// The field of a message.
const STALE: &str = "stale";
/// How long messages are gathered, in milliseconds: the least, and what chance adds.
const GATHERED_FOR: (u32, f64) = (30, 120.0);

/// Tells and is told, for as long as the current owner lives. A browser without such channels has tabs of their own.
pub(super) fn open() {
    let Ok(channel) = BroadcastChannel::new(NAME) else {
        return;
    };
    let page = Page::current();
    let told = Rc::new(Told {
        page: page.clone(),
        gathered: RefCell::default(),
    });
    let hears = Rc::clone(&told);
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        hears.hear(read(&event.data()));
    });
    channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let looks = window_event_listener_untyped("visibilitychange", move |_| told.act());
    let tells = SendWrapper::new(channel.clone());
    page.tell_tabs(Box::new(move |stale| {
        // A channel that is closed has nobody left to tell.
        let _ = tells.post_message(&message(&stale));
    }));
    let open = SendWrapper::new((channel, on_message));
    on_cleanup(move || {
        open.0.close();
        looks.remove();
    });
}

/// Returns what one tab tells the others: `{ stale: ["query get_cart", ..] }`, or `{ stale: null }` for everything. A plain
/// object, so that scripts of the page can read and send it too.
fn message(stale: &Stale) -> Object {
    let texts = stale.as_ref().and_then(|tags| {
        let texts = tags.iter().map(|tag| text::of(tag).map(JsValue::from));
        texts.collect::<Option<Array>>()
    });
    let message = Object::new();
    // It fails only for an object that is sealed.
    let _ = Reflect::set(&message, &STALE.into(), &texts.map_or(JsValue::NULL, JsValue::from));
    message
}

/// Reads a message. What another build says may mean anything, so what cannot be read makes everything stale.
fn read(message: &JsValue) -> Stale {
    let stale = Reflect::get(message, &STALE.into()).ok()?;
    let texts = stale.dyn_into::<Array>().ok()?;
    texts.iter().map(|text| text::read(&text.as_string()?)).collect()
}

struct Told {
    page: Page,
    gathered: RefCell<Gathered>,
}

impl Told {
    fn hear(self: &Rc<Self>, stale: Stale) {
        if self.gathered.borrow_mut().add(stale) {
            let (told, (least, chance)) = (Rc::clone(self), GATHERED_FOR);
            leptos::task::spawn_local(async move {
                leptos_actions_client::sleep(least + (Math::random() * chance) as u32).await;
                told.act();
            });
        }
    }

    /// Unless nobody looks.
    fn act(&self) {
        if document().hidden() {
            return;
        }
        let gathered = self.gathered.borrow_mut().take();
        let Some(stale) = gathered else { return };
        self.page.store().revalidate(stale.as_deref());
    }
}
