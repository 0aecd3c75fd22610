//! The eleven actions, once for all three ways of calling.

/// Hands every action of the list to a macro: name, argument struct with examples, choice, error, answer.
macro_rules! catalogue {
    ($make:ident) => {
        $make! { save_address SaveAddress {
            street: String = "Baker Street".into(), number: u32 = 221, lines: Vec<String> = vec!["b".into()],
            kind: Place = Place::Home, note: Option<String> = None,
        } Place { Home, Work, Abroad } PlaceError {
            Unknown = "We do not know this street.", Far { km } = "We deliver up to {km} km.",
        } Address { id: u64, label: String } }
        $make! { post_review PostReview {
            title: String = "Splendid".into(), stars: u8 = 5, tags: Vec<String> = vec!["whale".into()],
            audience: Audience = Audience::Adults, spoiler: bool = true,
        } Audience { Everybody, Children, Adults } ReviewError {
            Closed = "Reviews are closed.", Long { words } = "A review has at most {words} words.",
        } Review { review: u32, excerpt: String } }
        $make! { book_table BookTable {
            guests: Vec<String> = vec!["Ishmael".into()], hour: u8 = 19, room: Room = Room::Garden,
            phone: String = "030 1234".into(), children: Option<u32> = Some(2),
        } Room { Garden, Hall, Bar } BookingError {
            Full = "There is no table left.", Crowd { seats } = "We have {seats} seats.",
        } Booking { table: u16, confirmation: String } }
        $make! { send_invoice SendInvoice {
            customer: u64 = 7, positions: Vec<i64> = vec![1999, -500], currency: Currency = Currency::Euro,
            due: String = "2027-01-31".into(), reminder: bool = false,
        } Currency { Euro, Franc, Koruna } InvoiceError {
            Settled = "This is paid already.", Limit { cents } = "The limit is {cents} cents.",
        } Invoice { serial: u64, file: String } }
        $make! { import_rows ImportRows {
            source: String = "stock.csv".into(), columns: Vec<u16> = vec![1, 2], separator: Separator = Separator::Tab,
            header: bool = true, skip: u64 = 3,
        } Separator { Comma, Semicolon, Tab } ImportError {
            Unreadable = "This is no table.", Columns { most } = "There are {most} columns.",
        } Import { rows: u64, summary: String } }
        $make! { invite_member InviteMember {
            email: String = "a@example.org".into(), teams: Vec<u32> = vec![4], role: Role = Role::Editor,
            message: Option<String> = Some("Join us".into()), days: u32 = 14,
        } Role { Reader, Editor, Owner } InviteError {
            Member = "This person is a member already.", Seats { bought } = "You have {bought} seats.",
        } Invite { invitation: u32, link: String } }
        $make! { plan_route PlanRoute {
            origin: String = "Brno".into(), stops: Vec<String> = vec!["Wien".into()], vehicle: Vehicle = Vehicle::Van,
            weight: f64 = 812.5, toll: bool = true,
        } Vehicle { Bicycle, Van, Lorry } RouteError {
            Nowhere = "No road leads there.", Heavy { kilos } = "A bridge bears {kilos} kg.",
        } Route { metres: u32, advice: String } }
        $make! { create_poll CreatePoll {
            question: String = "Tea?".into(), answers: Vec<String> = vec!["Yes".into()],
            visibility: Visibility = Visibility::Link, closes: u64 = 1_800_000_000, several: bool = false,
        } Visibility { Public, Link, Members } PollError {
            Empty = "A poll needs answers.", Choices { allowed } = "A poll has at most {allowed} answers.",
        } Poll { poll: u64, slug: String } }
        $make! { move_stock MoveStock {
            sku: String = "B-17".into(), bins: Vec<u32> = vec![11, 12], reason: Reason = Reason::Return,
            amount: i32 = -4, remark: String = "damp".into(),
        } Reason { Sale, Return, Loss } StockError {
            Unlisted = "This is not in stock.", Short { left } = "Only {left} are left.",
        } Movement { left_in_stock: i64, place: String } }
        $make! { rate_photo RatePhoto {
            photo: u64 = 99, subjects: Vec<String> = vec!["heath".into()], licence: Licence = Licence::Free,
            score: f32 = 4.5, author: Option<String> = None,
        } Licence { Free, Press, Reserved } PhotoError {
            Withdrawn = "This picture was withdrawn.", Votes { daily } = "You have {daily} votes a day.",
        } Rating { mean: f32, title: String } }
        $make! { open_ticket OpenTicket {
            subject: String = "No sound".into(), files: Vec<String> = vec!["log.txt".into()],
            priority: Priority = Priority::Low, product: u32 = 3, private: bool = true,
        } Priority { Low, Normal, Urgent } TicketError {
            Duplicate = "This is known already.", Attachments { size } = "Files have at most {size} bytes.",
        } Ticket { number: u32, address: String } }
    };
}

/// The blocks of all eleven, and of the first and the first two: what stands on a page.
macro_rules! blocks {
    () => {
        /// The blocks, in order.
        pub const BLOCKS: [fn() -> crate::page::Block; 11] = [
            save_address::block,
            post_review::block,
            book_table::block,
            send_invoice::block,
            import_rows::block,
            invite_member::block,
            plan_route::block,
            create_poll::block,
            move_stock::block,
            rate_photo::block,
            open_ticket::block,
        ];
    };
}
