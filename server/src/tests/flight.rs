//! How many queries an action runs for what is on screen.

use app::{
    account::GetMe,
    books::{BookId, CountView, GetBook, GetLikes, GetReviews, GetViews, PostReview, SetLike},
    cart::{AddToCart, GetCart, LineChange, SetQuantity, UpdateLines},
    list::{AddEntry, GetList},
};
use leptos_actions::Callable;
use leptos_actions_testing::Site;

use super::{accounts::member, database};

/// Which queries run for a page that shows these.
async fn ran(site: &Site, action: &impl Callable) -> Vec<u32> {
    let request = site
        .call(action)
        .on_screen(&GetMe {})
        .on_screen(&GetCart {})
        .on_screen(&GetBook { slug: "emma".into() })
        .on_screen(&likes("emma"))
        .on_screen(&likes("walden"))
        .on_screen(&GetList {})
        .on_screen(&reviews("emma"))
        .on_screen(&reviews("walden"))
        .on_screen(&GetViews { slug: "emma".into() });
    request.await.status(200).fresh()
}

#[tokio::test]
async fn a_like_runs_one_query_a_quantity_one_and_a_review_two() {
    let site = member(&database().await, "zofie@example.org").await;
    let book = BookId(1);
    let everything = ran(&site, &AddToCart { book, quantity: 2 }).await;
    assert_eq!(everything.len(), 9, "what says nothing makes everything stale");
    assert_eq!(ran(&site, &liked("emma")).await, [3]);
    assert_eq!(ran(&site, &liked("walden")).await, [4]);
    assert_eq!(ran(&site, &SetQuantity { book, quantity: 1 }).await, [1]);
    let lines = vec![LineChange { book, quantity: 3 }];
    assert_eq!(ran(&site, &UpdateLines { lines }).await, [1]);
    assert_eq!(ran(&site, &AddEntry { text: "Emma".into() }).await, [5]);
    let view = CountView { slug: "emma".into() };
    assert_eq!(ran(&site, &view).await, [8]);
    let review = PostReview {
        slug: "emma".into(),
        stars: 5,
        text: "Clever.".into(),
    };
    assert_eq!(
        ran(&site, &review).await,
        [2, 6],
        "the book, for its average, and its reviews"
    );
}

fn likes(slug: &str) -> GetLikes {
    GetLikes { slug: slug.into() }
}

fn reviews(slug: &str) -> GetReviews {
    GetReviews {
        slug: slug.into(),
        before: None,
    }
}

fn liked(slug: &str) -> SetLike {
    SetLike {
        slug: slug.into(),
        liked: true,
    }
}
