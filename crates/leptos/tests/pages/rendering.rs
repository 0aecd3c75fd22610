//! Queries while a page is rendered.

use super::browser;
use crate::support::log::Log;

// covers: INV-20
#[tokio::test]
async fn a_query_is_called_directly_and_once_for_a_page() {
    let (site, _) = browser();
    let log = Log::listen();
    for page in ["/search", "/in-order"] {
        site.get(page)
            .cookie("last", "Ema")
            .await
            .status(200)
            .contains("<p id=\"last\">Ema");
    }
    let calls: Vec<_> = log
        .calls()
        .into_iter()
        .map(|span| (span["call"].clone(), span["via"].clone()))
        .collect();
    assert_eq!(calls, vec![("last_note".to_owned(), "direct".to_owned()); 2]);
}

// covers: UAS-01
#[tokio::test]
async fn a_form_that_was_not_sent_has_its_defaults_and_tells_nothing() {
    let (site, _) = browser();
    for page in ["/search", "/in-order"] {
        let page = site.get(page).await;
        page.contains("<input name=\"text\" value=\"\"")
            .contains("<input name=\"copies\" value=\"1\"");
        page.lacks("Saved.")
            .lacks("aria-invalid=")
            .lacks("aria-busy=")
            .lacks("Please correct")
            .lacks("autofocus");
    }
}
