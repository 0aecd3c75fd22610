//! What one call is, once everything about it has been read.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{
    Attribute, Expr, ExprRange, ExprStruct, FnArg, GenericArgument, LitStr, Path, PathArguments, Signature, Type,
    Visibility, ext::IdentExt, parse_quote,
};

use crate::{
    issues::Issues,
    names::pascal_case,
    parse::{Attributes, Concurrency, Function, Listed, Options, is_address, read_params},
};

/// Whether a call reads or writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `#[action]`
    Action,
    /// `#[query]`
    Query,
    /// `#[cached]`
    Cached,
}

impl Kind {
    /// The attribute.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Query => "query",
            Self::Cached => "cached",
        }
    }

    /// What it is called in a sentence.
    pub fn a_call(self) -> &'static str {
        match self {
            Self::Action => "an action",
            Self::Query => "a query",
            Self::Cached => "a cached function",
        }
    }

    /// The variant of `Kind` in the contract, and the trait.
    pub fn ident(self) -> Ident {
        let name = match self {
            Self::Action => "Action",
            Self::Query | Self::Cached => "Query",
        };
        Ident::new(name, Span::call_site())
    }
}

/// One action or query.
pub struct Call {
    pub kind: Kind,
    /// The name of the argument struct.
    pub args: Ident,
    /// The name in the address.
    pub name: String,
    /// Former names in the address.
    pub aliases: Vec<String>,
    /// The largest body, in bytes.
    pub limit: Option<u64>,
    /// How long the body may run, in milliseconds.
    pub timeout: Option<u64>,
    /// What becomes of several at once.
    pub concurrency: Option<Concurrency>,
    /// What an action makes stale; everything if that is not said.
    pub refreshes: Option<Vec<Stale>>,
    /// The queries of which an action is shown before it is answered.
    pub optimistic: Vec<Path>,
    /// The names that a query gives itself.
    pub tags: Vec<LitStr>,
    /// How long a query's answers are kept.
    pub cache: Option<Caching>,
    pub attributes: Attributes,
    pub visibility: Visibility,
    /// As written, less the attributes that are ours.
    pub signature: Signature,
    pub body: Group,
    /// In the order of the signature.
    pub params: Vec<Param>,
    /// The type of the answer; the simplest one where none is usable.
    pub answer: Type,
}

/// How long answers are kept, and for whom.
pub struct Caching {
    /// `shared` or `private`, where it stands.
    pub key: Ident,
    /// In milliseconds.
    pub fresh: u64,
    /// In milliseconds.
    pub stale: u64,
}

impl Caching {
    /// Whether everybody is given the same.
    pub fn is_shared(&self) -> bool {
        self.key == "shared"
    }
}

/// One thing that an action makes stale.
pub enum Stale {
    /// A query with any arguments.
    Query(Path),
    /// A query with these arguments.
    Instance(ExprStruct),
    /// Every query with this tag.
    Tag(LitStr),
}

/// One parameter.
pub enum Param {
    /// Who may call.
    Caller(Type),
    /// What comes from the server.
    Extract(Type),
    /// What travels.
    Field(Box<Field>),
    /// Something that should travel and cannot; reported.
    Unfit(Type),
}

impl Param {
    fn field(&self) -> Option<&Field> {
        match self {
            Self::Field(field) => Some(field),
            _ => None,
        }
    }
}

/// One argument that travels.
pub struct Field {
    pub ident: Ident,
    /// Its name on the wire, which knows no raw identifiers.
    pub name: String,
    pub ty: Type,
    pub attributes: Vec<Attribute>,
    pub form: FormOptions,
}

/// What `#[form(..)]` says of a field.
#[derive(Default)]
pub struct FormOptions {
    /// It is `#[form]`: a struct whose fields are the form's, or a `Vec` of such.
    pub is_form: bool,
    pub rules: Vec<Rule>,
    /// What it is when it is not sent.
    pub default: Option<Expr>,
    /// What a browser may fill in.
    pub autocomplete: Option<LitStr>,
    /// The name of its handle.
    pub handle: Option<Ident>,
}

/// One rule of `#[form(..)]`.
pub enum Rule {
    /// The value lies between two bounds.
    Range(ExprRange),
    /// So many characters there are.
    Length(ExprRange),
    /// The text is an e-mail address.
    Email,
    /// No file has more bytes.
    MaxSize(u64),
    /// Every file has one of these types.
    Types(Vec<String>),
    /// There are no more files.
    Count(usize),
    /// The text is an address of the web.
    Url,
    /// The value is that of another field.
    SameAs(Ident),
}

impl Field {
    /// The name of its handle. `body` is the function's own already.
    pub fn handle(&self) -> Ident {
        match &self.form.handle {
            Some(handle) => handle.clone(),
            None if self.ident == "body" => Ident::new("body_field", self.ident.span()),
            None => self.ident.clone(),
        }
    }

    /// Reports rules that do not go together with what else is known.
    pub fn check(&self, others: &[&Self], issues: &mut Issues) {
        let FormOptions {
            is_form,
            rules,
            default,
            ..
        } = &self.form;
        if *is_form && (!rules.is_empty() || default.is_some()) {
            issues.on(
                &self.ident,
                "a `#[form]` has the rules of its own fields: leave the others out",
            );
        }
        for rule in rules {
            if let Rule::SameAs(other) = rule {
                check_other(self, other, others, issues);
            }
        }
    }

    /// What each row is, if it is a `#[form]` of several: `Vec<Line>`.
    pub fn row(&self) -> Option<&Type> {
        let Type::Path(path) = &self.ty else { return None };
        let last = path.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        match arguments.args.first()? {
            GenericArgument::Type(row) if self.form.is_form && last.ident == "Vec" => Some(row),
            _ => None,
        }
    }

    /// The fields that one field can be the same as.
    fn is_single(&self) -> bool {
        !self.form.is_form
    }
}

fn check_other(field: &Field, other: &Ident, all: &[&Field], issues: &mut Issues) {
    let names = all.iter().filter(|one| one.is_single() && one.ident != field.ident);
    let names: Vec<String> = names.map(|one| format!("`{}`", one.ident)).collect();
    if !names.contains(&format!("`{other}`")) {
        let text = match &names[..] {
            [] => "there is no other".to_owned(),
            names => format!("there are {}", names.join(", ")),
        };
        issues.on(
            other,
            format_args!("`same_as` names another field of this form; {text}"),
        );
    }
}

impl Call {
    /// Puts together what was read, and reports what does not fit together.
    pub fn new(kind: Kind, options: Options, function: Function, issues: &mut Issues) -> Self {
        let answer = function
            .check(kind, issues)
            .unwrap_or_else(|| parse_quote!(::leptos_actions::CallResult<()>));
        let Function {
            attributes,
            visibility,
            mut signature,
            body,
        } = function;
        // Reported, and no method can be.
        signature.variadic = None;
        let params = read_params(&mut signature, issues);
        check_access(kind, &options, &signature.ident, &params, issues);
        check_concurrency(kind, options.concurrency.as_ref(), &params, issues);
        check_fields(&params, issues);
        check_cache(kind, options.cache.as_ref(), &signature.ident, &params, issues);
        let of_actions = "belongs to an `#[action]`: a query changes nothing";
        let of_queries = "belongs to a `#[query]`: an action names tags in `refreshes(\"books\")`";
        let args = args_name(&options, &signature.ident, issues);
        Self {
            kind,
            args: free_name(kind, args, &signature, issues),
            name: wire_name(&options, &signature.ident, issues),
            aliases: options.aliases,
            limit: options.limit,
            timeout: options.timeout,
            concurrency: options.concurrency,
            refreshes: only(Kind::Action, kind, options.refreshes, of_actions, issues),
            optimistic: only(Kind::Action, kind, options.optimistic, of_actions, issues).unwrap_or_default(),
            tags: match kind {
                Kind::Action => only(Kind::Query, kind, options.tags, of_queries, issues),
                Kind::Query | Kind::Cached => options.tags.map(|tags| tags.items),
            }
            .unwrap_or_default(),
            cache: options.cache,
            attributes: Attributes::sort(attributes),
            visibility,
            signature,
            body,
            params,
            answer,
        }
    }

    /// What travels.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.params.iter().filter_map(Param::field)
    }

    /// Who may call; everybody if that is not said.
    pub fn caller(&self) -> Option<&Type> {
        self.params.iter().find_map(|param| match param {
            Param::Caller(ty) => Some(ty),
            _ => None,
        })
    }
}

fn check_access(kind: Kind, options: &Options, name: &Ident, params: &[Param], issues: &mut Issues) {
    let has_caller = has_caller(params);
    if kind == Kind::Cached {
        return;
    }
    let attribute = kind.attribute();
    match options.public {
        None if !has_caller => issues.on(name,
            format_args!(
                "who may call `{name}`? Take a `#[caller]` parameter, such as `#[caller] member: Member`, or write `#[{attribute}(public)]`"
            ),
        ),
        Some(public) if has_caller => {
            issues.at(public, format_args!("`{name}` has a `#[caller]` and so is not public: leave one of them out"));
        }
        _ => {}
    }
}

fn has_caller(params: &[Param]) -> bool {
    params.iter().any(|param| matches!(param, Param::Caller(_)))
}

fn check_cache(kind: Kind, cache: Option<&Caching>, name: &Ident, params: &[Param], issues: &mut Issues) {
    let Some(Caching { key, .. }) = cache else { return };
    match kind {
        Kind::Action => issues.on(key, "`cache` belongs to a `#[query]`: an action is run each time"),
        Kind::Cached if has_caller(params) => issues.on(
            name,
            format_args!(
                "`{name}` has a `#[caller]`, and its values are kept for everybody: make it a \
                 `#[query(cache = private(\"1m\"))]`, or take what it needs of the caller as an argument"
            ),
        ),
        Kind::Query if key == "shared" && has_caller(params) => issues.on(
            key,
            format_args!(
                "`{name}` has a `#[caller]`, and so its answers are one person's: write `cache = private(..)`"
            ),
        ),
        Kind::Query | Kind::Cached => {}
    }
}

fn check_concurrency(kind: Kind, concurrency: Option<&Concurrency>, params: &[Param], issues: &mut Issues) {
    let Some(Concurrency { policy, lane }) = concurrency else {
        return;
    };
    if kind == Kind::Query {
        issues.on(
            policy,
            format_args!("a query is asked again and not queued: leave `{policy}` out"),
        );
    }
    let travels = |name: &Ident| {
        let mut fields = params.iter().filter_map(|param| match param {
            Param::Field(field) => Some(&field.ident),
            _ => None,
        });
        fields.any(|field| field == name)
    };
    for name in lane.iter().filter(|name| !travels(name)) {
        issues.on(name, format_args!("no argument that travels is called `{name}`"));
    }
}

/// An option of one kind of call, or a report of where it belongs.
fn only<T>(its: Kind, kind: Kind, option: Option<Listed<T>>, place: &str, issues: &mut Issues) -> Option<Vec<T>> {
    let Listed { key, items } = option?;
    if kind == its {
        return Some(items);
    }
    issues.on(&key, format_args!("`{key}` {place}"));
    None
}

fn check_fields(params: &[Param], issues: &mut Issues) {
    let fields: Vec<&Field> = params.iter().filter_map(Param::field).collect();
    for field in &fields {
        field.check(&fields, issues);
    }
}

fn args_name(options: &Options, function: &Ident, issues: &mut Issues) -> Ident {
    options.args.clone().unwrap_or_else(|| {
        let name = pascal_case(&function.unraw().to_string());
        syn::parse_str::<Ident>(&name)
            .map(|_| Ident::new(&name, function.span()))
            .unwrap_or_else(|_| {
                issues.on(
                    function,
                    "the arguments need a type name that cannot be made from this: add `args = SetQuantity`",
                );
                format_ident!("Arguments", span = function.span())
            })
    })
}

/// A query named after its data is the usual case: `async fn book() -> CallResult<Book>`.
fn free_name(kind: Kind, args: Ident, signature: &Signature, issues: &mut Issues) -> Ident {
    let inputs = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input.ty.to_token_stream()),
        FnArg::Receiver(_) => None,
    });
    if !inputs
        .chain([signature.output.to_token_stream()])
        .any(|tokens| names(tokens, &args))
    {
        return args;
    }
    let free = match kind {
        Kind::Action => format_ident!("{args}Args"),
        Kind::Query | Kind::Cached => format_ident!("Get{args}"),
    };
    issues.on(
        &args,
        format_args!("its arguments would be called `{args}`, like a type in its signature: add `args = {free}`"),
    );
    free
}

/// Whether `name` stands in `tokens` without the path of another module before it.
fn names(tokens: TokenStream, name: &Ident) -> bool {
    let (mut in_path, mut after_self) = (false, false);
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => names(group.stream(), name),
        TokenTree::Ident(ident) => {
            after_self = ident == "self";
            !in_path && ident == *name
        }
        TokenTree::Punct(punct) => {
            in_path = punct.as_char() == ':' && !after_self;
            false
        }
        TokenTree::Literal(_) => false,
    })
}

fn wire_name(options: &Options, function: &Ident, issues: &mut Issues) -> String {
    options.name.clone().unwrap_or_else(|| {
        let name = function.unraw().to_string();
        if !is_address(&name) {
            issues.on(function, "an address has only a-z, 0-9 and _: add `name = \"..\"`");
        }
        name
    })
}
