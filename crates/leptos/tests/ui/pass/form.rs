//! `derive(Form)`, in an action and alone.

use leptos_actions::{
    __private::{FormValues, FromForm, Validate},
    Date, FieldErrors, Secret, ShapeKind,
    prelude::*,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    Small,
    Large,
}

#[derive(Clone, Debug, Serialize, Deserialize, Form)]
#[form(check = no_name_in_password)]
pub struct SignUp {
    #[form(length = 1..=80)]
    name: String,
    #[form(length = 8..)]
    password: Secret<String>,
    #[form(same_as = password)]
    repeated: Secret<String>,
    #[form(range = Self::FIRST..)]
    born: Option<Date>,
    #[form(default = Plan::Small)]
    plan: Plan,
    #[form(handle = type_field)]
    r#type: Option<String>,
    topics: Vec<String>,
    newsletter: bool,
}

impl SignUp {
    const FIRST: Date = Date::new(1900, 1, 1).unwrap();

    pub fn r#type(&self) -> Option<&str> {
        self.r#type.as_deref()
    }
}

fn no_name_in_password(form: &SignUp, errors: &mut FieldErrors) {
    if form.password.expose().contains(&form.name) {
        errors.extend(SignUp::password().refuse("contains_name"));
    }
}

/// One of several.
#[derive(Clone, Debug, Serialize, Deserialize, Form)]
pub struct Line {
    #[form(range = 1..)]
    copies: u8,
}

/// Rows beside fields, in an action and in a struct of its own.
#[derive(Clone, Debug, Serialize, Deserialize, Form)]
pub struct Order {
    #[form]
    pub lines: std::vec::Vec<Line>,
    #[form(handle = all)]
    pub note: Option<String>,
}

#[action(public, args = OrderArgs)]
async fn order(#[form] order: Order, #[form] extra: Vec<Line>) -> CallResult<()> {
    drop((order, extra));
    Ok(())
}

/// Makes an account.
#[action(public)]
async fn create_account(#[form] input: SignUp, #[form(length = ..=9)] body: String) -> CallResult<()> {
    let _ = body;
    if input.name == "Ada" {
        Err(SignUp::name().refuse("taken"))?;
    }
    Ok(())
}

fn codes(body: &str) -> Vec<String> {
    let mut errors = FieldErrors::new();
    match CreateAccount::from_form(&FormValues::parse(body.as_bytes()).unwrap()) {
        Ok(args) => args.validate(&mut errors),
        Err(wrong) => errors = wrong,
    }
    let each = errors.iter().map(|(field, error)| format!("{field}: {}", error.code()));
    each.collect()
}

fn rows() {
    assert_eq!(Order::lines().at(2, Line::copies()).name(), "lines[2].copies");
    assert_eq!(OrderArgs::extra().at(0, Line::copies()).name(), "extra[0].copies");
    let form = FormValues::parse(b"lines[0].copies=1&extra[0].copies=0&extra[1].copies=x").unwrap();
    let Err(wrong) = OrderArgs::from_form(&form) else {
        panic!("neither row of `extra` is right")
    };
    let codes: Vec<_> = wrong.iter().map(|(field, error)| (field, error.code())).collect();
    assert_eq!(codes, [("extra[0].copies", "out_of_range"), ("extra[1].copies", "not_a_number")]);
}

fn main() {
    rows();
    assert!(codes("name=Ema&password=12345678&repeated=12345678&body=").is_empty());
    assert_eq!(
        codes("name=&password=short&repeated=long&born=1899-12-31&body=0123456789"),
        [
            "name: required",
            "password: too_short",
            "repeated: not_the_same",
            "born: out_of_range",
            // An empty name is in every password.
            "password: contains_name",
            "body: too_long",
        ]
    );
    // A field that does not decode hides nothing that is wrong with others.
    assert_eq!(codes("name=&password=12345678&plan=huge&body="), ["name: required", "repeated: required", "plan: invalid"]);
    assert_eq!(codes("name=Ema&password=1234Ema8&repeated=1234Ema8&body="), ["password: contains_name"]);

    assert_eq!(SignUp::plan().shape().kind, ShapeKind::Enum(&["small", "large"]));
    assert!(SignUp::password().shape().is_secret);
    assert_eq!(SignUp::type_field().name(), "type");
    assert_eq!(CreateAccount::body_field().name(), "body");
    let args = CreateAccount {
        input: SignUp::from_form(&FormValues::parse(b"name=Ema&password=1&repeated=2").unwrap()).unwrap(),
        body: String::new(),
    };
    assert_eq!(args.input.r#type(), None);
    assert!(!format!("{:?}", args.input).contains('1'));
}
