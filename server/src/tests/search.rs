use app::search::{self, Found, search_books};
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

// covers: GST-26
#[tokio::test]
async fn a_word_is_found_by_its_beginning_and_a_sign_wherever_it_is() {
    let visitor = As::public().state(database().await);
    for (text, title) in [
        ("ey bron", "Jane Eyre"),
        ("either/or kierke", "Either/Or"),
        ("peasants)", "Chłopi (The Peasants)"),
        ("ゝろ", "Kokoro (こゝろ)"),
        ("شاه", "Shahnameh (شاهنامه)"),
    ] {
        let titles: Vec<_> = found(&visitor, text)
            .await
            .books
            .into_iter()
            .map(|book| book.title)
            .collect();
        assert_eq!(titles, [title], "{text}");
    }
    assert_eq!(
        found(&visitor, "yre bronte").await.total,
        0,
        "the end of a word is none"
    );
}

#[tokio::test]
async fn what_a_book_is_called_from_now_on_is_found_when_the_server_has_started() {
    let db = database().await;
    let rename = "UPDATE books SET title = 'Ánything Else' WHERE slug = 'jane-eyre'";
    sqlx::query(rename).execute(&db).await.unwrap();
    app::db::seed::seed(&db, None).await.unwrap();
    let visitor = As::public().state(db);
    assert_eq!(found(&visitor, "jane eyre").await.total, 0);
    assert_eq!(found(&visitor, "anything bronte").await.books[0].slug, "jane-eyre");
}

// covers: GST-26
#[tokio::test]
async fn a_search_that_finds_much_is_counted_to_a_thousand() {
    let db = database().await;
    app::db::seed::seed(&db, Some(2_000)).await.unwrap();
    let visitor = As::public().state(db);
    let found = found(&visitor, "edition").await;
    assert_eq!((found.total, found.pages), (search::MOST + 1, 42));
    let last = visitor.call(|| search_books("edition".into(), Some(42))).await.unwrap();
    assert_eq!(last.books.len(), 24);
    visitor
        .call(|| search_books("edition".into(), Some(43)))
        .await
        .refused_with(404);
}

#[tokio::test]
async fn every_letter_means_itself() {
    let visitor = As::public().state(database().await);
    for text in [
        "%",
        "_",
        "' OR 1=1 --",
        "\\",
        "\"",
        "NEAR(",
        "*",
        "😀",
        "\u{200b}",
        "a\u{0}\" OR searched:a",
    ] {
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
