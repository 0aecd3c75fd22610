//! The reviews on a book's page, and the form for another.

use leptos::prelude::*;
use leptos_actions::{PagedQuery, ServerAction, prelude::*, use_paged_query};

use super::review::{GetReviews, PAGE_SIZE, PostReview, Rating, Review};
use crate::{
    account::{MemberId, SignInAgain, use_last_member, use_me, use_sign_in_link},
    address::use_param,
    focus,
};

/// The average, in words.
pub(super) fn rated(rating: Rating) -> String {
    let Rating { reviews, tenths } = rating;
    let plural = if reviews == 1 { "" } else { "s" };
    match reviews {
        0 => "No reviews yet".to_owned(),
        _ => format!("{}.{} of 5, {reviews} review{plural}", tenths / 10, tenths % 10),
    }
}

#[component]
pub(super) fn Reviews(slug: String) -> impl IntoView {
    let (me, asks) = (use_me(), slug.clone());
    let start = use_start();
    let reviews = use_paged_query(move |pages: &[Vec<Review>]| {
        let before = match pages.last() {
            None => start.get(),
            Some(page) if page.len() < PAGE_SIZE => return None,
            Some(page) => page.last().map(|review| review.id),
        };
        let slug = asks.clone();
        Some(GetReviews { slug, before })
    });
    let slug = StoredValue::new(slug);
    let member = use_last_member();
    let is_newest = Memo::new(move |_| start.get().is_none());
    view! {
        <section class="reviews" aria-labelledby="reviews">
            <h2 id="reviews">"Reviews"</h2>
            <Transition fallback=|| ()>
                {move || Suspend::new(async move {
                    me.ready().await;
                    reviews.ready().await;
                    view! {
                        // What one member typed or has posted is nothing of another's.
                        <For each=move || [member.get()] key=|member| *member let:member>
                            <OwnReview member slug=slug.get_value() is_newest/>
                        </For>
                        <Newest reviews/>
                    }
                })}
            </Transition>
        </section>
    }
}

/// Where the reviews begin that the page shows, as its address says.
pub(super) fn use_start() -> Memo<Option<i64>> {
    let before = use_param("before");
    Memo::new(move |_| before.get()?.parse().ok())
}

/// What stands in the place of the form.
#[derive(Clone, Copy, PartialEq)]
enum Own {
    Form,
    SignIn,
    Posted,
}

/// Built once; what changes follows the queries.
#[component]
fn OwnReview(member: Option<MemberId>, slug: String, is_newest: Memo<bool>) -> impl IntoView {
    // Whose draft it is, and of which book.
    let draft = format!("{}/{slug}", member.map(|id| id.to_string()).unwrap_or_default());
    let (me, sign_in) = (use_me(), use_sign_in_link());
    let post = use_server_action::<PostReview>();
    let is_member = Memo::new(move |_| me.get().and_then(Result::ok).flatten().is_some());
    let own = Memo::new(move |_| match post.value() {
        Some(Ok(())) if is_member.get() => Own::Posted,
        Some(Ok(())) => Own::SignIn,
        // What was typed stays, also when the session has ended meanwhile.
        Some(Err(_)) => Own::Form,
        None if is_member.get() => Own::Form,
        None => Own::SignIn,
    });
    // What had the focus goes with the form.
    Effect::watch(move || own.get(), |_, _, _| focus::rescue(), false);
    move || match own.get() {
        Own::Form => view! { <ReviewForm post slug=slug.clone() draft=draft.clone()/> }.into_any(),
        Own::Posted => view! {
            <p class="done" role="status" data-draft-done=draft.clone()>{move || posted(is_newest.get())}</p>
        }
        .into_any(),
        Own::SignIn => view! {
            <p><a href=move || sign_in.get()>"Sign in to write a review"</a></p>
        }
        .into_any(),
    }
}

/// Where the review is that was just written.
fn posted(is_newest: bool) -> impl IntoView {
    if is_newest {
        "Your review is below.".into_any()
    } else {
        view! { "Your review is with " <a href="?#reviews">"the newest"</a> "." }.into_any()
    }
}

#[component]
fn ReviewForm(post: ServerAction<PostReview>, slug: String, draft: String) -> impl IntoView {
    let (stars, text) = (post.field(PostReview::stars()), post.field(PostReview::text()));
    let choices = [
        ("1", "1 star"),
        ("2", "2 stars"),
        ("3", "3 stars"),
        ("4", "4 stars"),
        ("5", "5 stars"),
    ];
    let choice = move |(value, label): (&'static str, &'static str)| {
        view! { <label><input {..stars.choice(value)}/>{label}</label> }
    };
    view! {
        <ServerForm action=post with=[PostReview::slug().is(slug)] attr:class="stacked">
            <FormError action=post/>
            <SignInAgain action=post/>
            <fieldset class="stars">
                <legend>"Stars"</legend>
                {choices.map(choice).into_iter().collect_view()}
            </fieldset>
            <FieldError action=post name=PostReview::stars()/>
            <label for=text.id()>"Review"</label>
            <textarea {..text.text_area()} rows="6" data-draft=draft></textarea>
            <FieldError action=post name=PostReview::text()/>
            <button class="primary">"Post review"</button>
        </ServerForm>
        <script src="/drafts.js" type="module"></script>
    }
}

#[component]
fn Newest(reviews: PagedQuery<GetReviews>) -> impl IntoView {
    let pages = move || reviews.pages().into_iter().filter_map(Result::ok);
    let newest = move || pages().flatten().collect::<Vec<_>>();
    let has_failed = Memo::new(move |_| reviews.pages().iter().any(Result::is_err));
    let last = move || pages().last().and_then(|page| page.last().map(|review| review.id));
    // Without scripts it leads to the page that begins there.
    let older = move || last().map(|id| format!("?before={id}#reviews"));
    let again = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        reviews.retry();
    };
    let more = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        reviews.more();
    };
    view! {
        <Show when=move || has_failed.get()>
            <p class="stale">"The reviews could not be shown. " <a href="" on:click=again>"Try again"</a></p>
        </Show>
        <ul>
            <For each=newest key=|review| review.id let:review>
                <Written review/>
            </For>
        </ul>
        <Show when=move || reviews.has_more()>
            <a href=older on:click=more aria-busy=move || reviews.is_loading().then_some("true")>
                "Older reviews"
            </a>
        </Show>
    }
}

#[component]
fn Written(review: Review) -> impl IntoView {
    let Review {
        name,
        stars,
        text,
        written_on,
        ..
    } = review;
    let given = usize::from(stars.min(5));
    let drawn = ["★".repeat(given), "☆".repeat(5 - given)].concat();
    view! {
        <li class="review">
            <p class="by">
                <span role="img" aria-label=format!("{stars} of 5 stars")>{drawn}</span>
                <bdi class="writer">{name}</bdi>
                <time datetime=written_on.clone()>{day(&written_on)}</time>
            </p>
            <p class="text" dir="auto">{text}</p>
        </li>
    }
}

/// `2026-11-05` as people write it.
fn day(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = date.split('-');
    let [year, month, day] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let month = month
        .parse::<usize>()
        .ok()
        .and_then(|month| MONTHS.get(month.checked_sub(1)?));
    [day.trim_start_matches('0'), month.unwrap_or(&""), year].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_says_of_how_many() {
        let said = |reviews, tenths| rated(Rating { reviews, tenths });
        assert_eq!(said(0, 0), "No reviews yet");
        assert_eq!(said(1, 50), "5.0 of 5, 1 review");
        assert_eq!(said(12, 45), "4.5 of 5, 12 reviews");
    }

    #[test]
    fn a_day_is_written_out() {
        assert_eq!(day("2026-11-05"), "5 November 2026");
        assert_eq!(day("2024-02-29"), "29 February 2024");
    }
}
