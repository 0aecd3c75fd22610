//! A crate that keeps queries, leptos-fetch: the list of [`page::resource_list`](crate::page::resource_list), with its
//! store before the resource.

use crate::page::title_list;
use leptos::prelude::*;
use leptos::server::codee::string::FromToStringCodec;
use leptos_fetch::QueryClient;

/// The store, with the resource's codec: its own is JSON, and reading that is no part of a store.
type Store = QueryClient<FromToStringCodec>;

/// Gives the page its store.
pub fn provide_store() {
    QueryClient::new().set_codec::<FromToStringCodec>().provide();
}

/// The list, from the store.
pub fn list() -> AnyView {
    title_list(expect_context::<Store>().resource(title, || ()))
}

async fn title() -> String {
    "Emma".to_owned()
}
