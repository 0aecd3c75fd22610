//! What an action makes stale and what is shown of it at once, as the traits say it.

use leptos_actions::{Action, Callable, IntentId, Query, Tag, prelude::*};
use leptos_actions_core::{FormValues, IdempotencyKey, codec};

/// Queries in a module of their own.
pub mod shelf {
    use leptos_actions::prelude::*;

    #[query(public, tags = ["shelves", "shelf:{number:03}", "{{}}"])]
    pub async fn get_shelf(number: u32, r#type: String) -> CallResult<Vec<String>> {
        Ok(vec![number.to_string(), r#type])
    }
}

#[query(public)]
pub async fn get_prices(book: u32) -> CallResult<Vec<u32>> {
    Ok(vec![book])
}

#[query(public)]
pub async fn get_covers() -> CallResult<u32> {
    Ok(0)
}

#[action(public, refreshes(
    GetCovers,
    GetPrices { book },
    shelf::GetShelf { number: book + 1, r#type: r#type.to_lowercase() },
    shelf::GetShelf { number: book, r#type: r#type.clone() },
    GetCovers {},
    "shelves",
    "book:{book}:{type}",
))]
pub async fn set_price(book: u32, r#type: String, price: u32) -> CallResult<()> {
    let _ = (book, r#type, price);
    Ok(())
}

#[action(public, refreshes())]
pub async fn count_visit() -> CallResult<()> {
    Ok(())
}

#[action(public, optimistic(GetPrices, shelf::GetShelf))]
pub async fn raise_price(book: u32, by: u32) -> CallResult<()> {
    let _ = (book, by);
    Ok(())
}

impl Optimistic<GetPrices> for RaisePrice {
    fn apply(&self, _: &IntentId, prices: &mut Vec<u32>) {
        prices.iter_mut().for_each(|price| *price += self.by);
    }

    fn matches(&self, query: &GetPrices) -> bool {
        query.book == self.book
    }
}

impl Optimistic<shelf::GetShelf> for RaisePrice {
    fn apply(&self, id: &IntentId, books: &mut Vec<String>) {
        books.push(id.as_str().to_owned());
    }
}

#[action(public, optimistic(GetCovers), refreshes("shelves"))]
pub async fn add_cover() -> CallResult<()> {
    Ok(())
}

impl Optimistic<GetCovers> for AddCover {
    fn apply(&self, _: &IntentId, covers: &mut u32) {
        *covers += 1;
    }
}

fn shelf(number: u32, kind: &str) -> shelf::GetShelf {
    shelf::GetShelf {
        number,
        r#type: kind.to_owned(),
    }
}

fn id() -> IntentId {
    IdempotencyKey::from_random([7; 24]).intent()
}

fn touches<Q: Query>(action: &impl Action, query: &Q) -> bool {
    action.touches(Q::META.name, &codec::to_vec(query).unwrap())
}

#[test]
fn an_action_makes_stale_what_it_names_with_its_own_arguments() {
    let action = SetPrice {
        book: 7,
        r#type: "Rare".to_owned(),
        price: 1,
    };
    let expected = vec![
        Tag::query::<GetCovers>(),
        Tag::instance(&GetPrices { book: 7 }),
        Tag::instance(&shelf(8, "rare")),
        Tag::instance(&shelf(7, "Rare")),
        Tag::instance(&GetCovers {}),
        Tag::name("shelves"),
        Tag::name("book:7:Rare"),
    ];
    assert_eq!(action.refreshes(), Some(expected));
    const { assert!(!SetPrice::IS_OPTIMISTIC) };
}

#[test]
fn who_names_nothing_makes_nothing_stale_and_who_says_nothing_everything() {
    assert_eq!(CountVisit {}.refreshes(), Some(vec![]));
    assert_eq!(super::calls::Ping {}.refreshes(), None);
}

#[test]
fn a_query_has_the_tags_that_its_arguments_give_it() {
    assert_eq!(shelf(7, "a").tags(), ["shelves", "shelf:007", "{}"]);
    assert!(GetCovers {}.tags().is_empty());
}

#[test]
fn an_optimistic_action_touches_what_it_matches_and_nothing_else() {
    let action = RaisePrice { book: 7, by: 2 };
    const { assert!(RaisePrice::IS_OPTIMISTIC) };
    assert_eq!(action.refreshes(), Some(vec![]));
    assert!(touches(&action, &GetPrices { book: 7 }));
    assert!(!touches(&action, &GetPrices { book: 8 }));
    assert!(touches(&action, &shelf(1, "a")));
    assert!(!touches(&action, &GetCovers {}));
    assert!(!action.touches(GetPrices::META.name, b"no arguments"));
    assert!(!touches(&CountVisit {}, &GetCovers {}));
}

#[test]
fn what_is_foreseen_changes_the_answers_that_it_is_about() {
    let action = RaisePrice { book: 7, by: 2 };
    let all = action.foresight(&id());
    let [prices, books] = &all[..] else { panic!("{all:?}") };
    assert!(prices.for_query(&GetPrices { book: 8 }).is_none());
    assert!(prices.for_query(&shelf(1, "a")).is_none());

    let mut answer = vec![1, 2];
    prices.for_query(&GetPrices { book: 7 }).unwrap().apply(&mut answer);
    assert_eq!(answer, [3, 4]);

    let mut answer = vec!["a".to_owned()];
    books.for_query(&shelf(1, "a")).unwrap().apply(&mut answer);
    assert_eq!(answer, ["a", id().as_str()]);
}

#[test]
fn both_options_go_together() {
    let mut covers = 1;
    let all = AddCover {}.foresight(&id());
    all[0].for_query(&GetCovers {}).unwrap().apply(&mut covers);
    assert_eq!(covers, 2);
    assert_eq!(AddCover {}.refreshes(), Some(vec![Tag::name("shelves")]));
}

#[test]
fn a_form_is_foreseen_if_it_parses_and_anything_is_shown_of_it() {
    let form = |text: &str| FormValues::parse(text.as_bytes()).unwrap();
    let action = RaisePrice::foreseen(&form("book=7&by=2")).unwrap();
    assert_eq!((action.book, action.by), (7, 2));
    assert!(RaisePrice::foreseen(&form("book=seven&by=2")).is_none());
    assert!(SetPrice::foreseen(&form("book=7&type=a&price=1")).is_none());
}
