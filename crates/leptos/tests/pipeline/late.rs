//! What an action made stale is read for its answer within a bound of its own.

use std::time::Duration;

use leptos_actions_core::{
    Callable, codec,
    wire::{Answer, SCREEN_HEADER, Screen},
};
use tokio::time::Instant;

use super::{
    calls::{NeverRead, Peek},
    fresh::{GetSlow, TouchEverything, header},
    site, site_with,
};

fn screen() -> Screen {
    let mut screen = Screen::default();
    screen.push(NeverRead::META.name, &codec::to_vec(&NeverRead {}).unwrap());
    for number in 0..3 {
        screen.push(Peek::META.name, &codec::to_vec(&Peek { number }).unwrap());
    }
    screen.push(GetSlow::META.name, &codec::to_vec(&GetSlow {}).unwrap());
    screen
}

// covers: GST-17
#[tokio::test(start_paused = true)]
async fn an_answer_waits_a_second_for_what_it_brings_and_names_the_rest() {
    let (site, ran) = site();
    let before = Instant::now();
    let touch = site.call(&TouchEverything { fails: false });
    let answer = touch.header(SCREEN_HEADER, &header(&screen())).await;
    assert_eq!(before.elapsed(), Duration::from_secs(1));
    let answer: Answer = codec::from_slice(answer.status(200).bytes()).unwrap();
    assert!(answer.error.is_none());
    let brought: Vec<_> = answer
        .fresh
        .iter()
        .flatten()
        .map(|(place, value)| (*place, value.is_some()))
        .collect();
    assert_eq!(brought, [(0, false), (1, true), (2, true), (3, true), (4, false)]);
    assert_eq!(ran.times(), 3);
}

// covers: GST-17
#[tokio::test(start_paused = true)]
async fn the_bound_is_the_configurations() {
    let (site, _) = site_with(|config| config.fresh_deadline = Duration::from_millis(70));
    let before = Instant::now();
    let touch = site.call(&TouchEverything { fails: false });
    touch.header(SCREEN_HEADER, &header(&screen())).await.status(200);
    assert_eq!(before.elapsed(), Duration::from_millis(70));
}
