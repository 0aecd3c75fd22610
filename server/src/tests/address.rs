//! Where the shop listens, and from where it is called.

use app::books::SetLike;
use leptos_actions::Settings;
use leptos_actions_testing::Site;

use super::{database, settings};
use crate::{config::Section, routes};

// covers: GST-11
#[tokio::test]
async fn whoever_listens_on_every_address_is_called_by_every_name_of_the_machine() {
    let db = database().await;
    let file = include_str!("../../../Leptos.toml");
    let everywhere = [("LEPTOS_SITE_ADDR".to_owned(), "0.0.0.0:3000".to_owned())];
    let mut settings = settings(&db);
    settings.actions = Settings::<Section>::parse("Leptos.toml", file, &everywhere)
        .unwrap()
        .actions;
    let site = Site::new(routes::service(settings, db).await.unwrap());
    let like = SetLike {
        slug: "emma".into(),
        liked: true,
    };
    for host in [
        "192.168.1.7:3000",
        "shop.local:3000",
        "localhost:3000",
        "[fe80::1]:3000",
    ] {
        let origin = format!("http://{host}");
        let liked = site.call(&like).header("host", host).header("origin", &origin).await;
        liked.status(200);
        let form = site
            .post("/books/emma?_call=set_like")
            .header("host", host)
            .header("origin", &origin);
        form.form(&[("slug", "emma"), ("liked", "true")]).await.status(303);
        let foreign = site
            .call(&like)
            .header("host", host)
            .header("origin", "http://evil.example:3000")
            .await;
        foreign.status(403);
    }
}
