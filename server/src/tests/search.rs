use app::search::{Found, search_books};
use leptos_actions_testing::As;

use super::database;

async fn found(visitor: &As, text: &str) -> Found {
    visitor.call(|| search_books(text.to_owned(), None)).await.unwrap()
}

#[tokio::test]
async fn books_are_found_by_every_word_whatever_its_case_and_accents() {
    let visitor = As::public().state(database().await);
    for text in ["Brontë", "bronte", "  BRONTE  ", "eyre BRONTE"] {
        assert!(
            found(&visitor, text)
                .await
                .books
                .iter()
                .any(|book| book.slug == "jane-eyre"),
            "{text}"
        );
    }
    assert_eq!(found(&visitor, "bronte austen").await.total, 0);
}

#[tokio::test]
async fn every_letter_means_itself() {
    let visitor = As::public().state(database().await);
    for text in ["%", "_", "' OR 1=1 --", "\\"] {
        assert_eq!(found(&visitor, text).await.total, 0, "{text:?}");
    }
}

#[tokio::test]
async fn what_is_found_is_paged() {
    let visitor = As::public().state(database().await);
    let first = found(&visitor, "a").await;
    assert_eq!(first.books.len(), 24);
    let last = visitor
        .call(|| search_books("a".into(), Some(first.pages)))
        .await
        .unwrap();
    assert_eq!(
        first.total,
        24 * (first.pages - 1) + u32::try_from(last.books.len()).unwrap()
    );
    for page in [0, first.pages + 1] {
        visitor
            .call(|| search_books("a".into(), Some(page)))
            .await
            .refused_with(404);
    }
}

#[tokio::test]
async fn a_search_has_a_text_of_a_sensible_length() {
    let visitor = As::public().state(database().await);
    for text in ["".into(), "   ".into(), "\u{0}".into(), "a".repeat(101)] {
        visitor.call(|| search_books(text, None)).await.refused_with(422);
    }
}
