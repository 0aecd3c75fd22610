//! What an address says, and what it leaves empty.

use app::books::GetBooks;
use leptos_actions_testing::Site;

use super::{database, shop};

// covers: GST-12
#[tokio::test]
async fn an_empty_parameter_says_nothing_however_it_is_asked() {
    let site = Site::browser(shop(&database().await).await);
    let all = site
        .call(&GetBooks {
            page: None,
            genre: None,
        })
        .await
        .outcome::<GetBooks>()
        .unwrap();
    assert_eq!(all.genre, None);
    for page in ["/?genre=", "/?page=", "/?genre=&page=", "/?genre", "/?page=1&genre="] {
        site.get(page)
            .await
            .status(200)
            .contains(&format!("{} books", all.total));
    }
    for query in ["", "?genre=", "?page=&genre=", "?genre"] {
        let plain = site.get(&format!("/_call/get_books{query}")).await;
        assert_eq!(plain.status(200).json::<app::books::Books>(), all, "{query}");
    }
    let encoded = GetBooks {
        page: None,
        genre: Some(String::new()),
    };
    assert_eq!(site.call(&encoded).await.outcome::<GetBooks>().unwrap(), all);
    site.get("/?genre=none").await.status(404);
    site.get("/search?q=").await.status(200).contains("Type a title");
    site.get("/books/emma?before=").await.status(200);
}

// covers: GST-12
#[tokio::test]
async fn what_people_write_has_a_direction_of_its_own() {
    let site = Site::browser(shop(&database().await).await);
    let written = "\u{5e9}\u{5dc}\u{5d5}\u{5dd} (1)";
    site.post("/list?_call=add_entry")
        .form(&[("text", written)])
        .await
        .status(303);
    site.get("/list")
        .await
        .status(200)
        .contains(&format!("<span dir=\"auto\" class=\"text\">{written}"));
    let fields = [
        ("name", written),
        ("email", "a@example.org"),
        ("password", "a long password"),
    ];
    site.post("/sign-up?_call=sign_up").form(&fields).await.status(303);
    site.get("/")
        .await
        .contains(&format!("<span dir=\"auto\" class=\"name\">{written}"));
    let review = [("slug", "emma"), ("stars", "5"), ("text", written)];
    site.post("/books/emma?_call=post_review")
        .form(&review)
        .await
        .status(303);
    site.get("/books/emma")
        .await
        .contains(&format!("<bdi class=\"writer\">{written}"))
        .contains(&format!("<p dir=\"auto\" class=\"text\">{written}"));
    site.get("/search?q=%D7%A9")
        .await
        .status(200)
        .contains("<bdi>\u{5e9}</bdi>");
}
