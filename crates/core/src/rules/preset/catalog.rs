//! The presets: their roles, and the names that folders and crates of a role usually have. It knows no workspace.

/// An architecture that many teams use.
#[derive(Debug)]
pub struct Preset {
    /// The value of `preset`.
    pub name: &'static str,
    /// What it requires, in one sentence.
    pub summary: &'static str,
    /// Its roles, from the outside to the inside.
    pub roles: &'static [&'static Role],
    /// The code that it divides.
    pub shape: Shape,
    /// Groups of roles. At least one role of each group must have code.
    pub required: &'static [&'static [&'static str]],
    /// The number of roles that must have code.
    pub minimum: usize,
    /// Whether it has the rule that keeps I/O out of the domain.
    pub(super) has_pure_domain: bool,
    /// Whether the names of its layers can be chosen.
    pub(super) has_layers: bool,
}

/// How a preset divides code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Into roles: folders or crates with certain names.
    Roles,
    /// Into parts of equal rank: all folders, or crates, of one place.
    Parts,
    /// Into roles of crates.
    Crates,
}

/// A role in a preset.
#[derive(Debug)]
pub struct Role {
    /// The name, which its module has, too.
    pub name: &'static str,
    /// The code that has this role.
    pub doc: &'static str,
    /// The names of its folders and crates, without hyphens and underscores. Later lists apply only if no code has a name of
    /// an earlier one.
    pub names: &'static [&'static [&'static str]],
    /// A role whose folders can contain folders of this one, and their names there.
    pub(super) inside: Option<(&'static str, &'static [&'static str])>,
}

impl Preset {
    /// Returns the keys that only some presets have, and whether this one does.
    pub(in crate::rules) fn optional_keys(&self) -> [(&'static str, bool); 5] {
        [
            ("within", self.shape != Shape::Crates),
            ("layers", self.has_layers),
            ("closed", self.has_layers),
            ("domain-avoids", self.has_pure_domain),
            ("domain-may-use", self.has_pure_domain),
        ]
    }

    /// Returns whether a role must have code.
    pub fn is_required(&self, role: &str) -> bool {
        self.required.iter().any(|group| *group == [role])
    }
}

const fn role(name: &'static str, doc: &'static str, names: &'static [&'static [&'static str]]) -> Role {
    Role { name, doc, names, inside: None }
}

/// The name of the role of code that connects all other code.
pub(super) const ROOT: &str = "composition-root";
/// The name of the role of code that all other code may use.
pub(super) const SHARED: &str = "shared";

const COMPOSITION_ROOT: Role = role(
    ROOT,
    "connects everything, and may use everything",
    &[&["bootstrap", "startup", "compositionroot", "composition", "di", "wiring", "setup", "main", "launcher", "bin"]],
);

const SHARED_KERNEL: Role = role(
    SHARED,
    "may be used by all other code, and uses none of it",
    &[&[
        "shared",
        "sharedkernel",
        "kernel",
        "common",
        "commons",
        "util",
        "utils",
        "utility",
        "utilities",
        "error",
        "errors",
        "config",
        "configuration",
        "configure",
        "settings",
        "constant",
        "constants",
        "macros",
        "prelude",
        "telemetry",
        "observability",
        "logging",
        "tracing",
    ]],
);

const DOMAIN: Role = role(
    "domain",
    "what the business is about, without I/O",
    &[&["domain", "domains"], &["model", "models", "entity", "entities"], &["core"]],
);

const APPLICATION: Role = role(
    "application",
    "the use cases",
    &[
        &["application", "applications", "usecase", "usecases"],
        &["app", "service", "services", "interactor", "interactors", "logic", "business"],
    ],
);

const PORTS: Role = role("ports", "the traits that adapters implement or call", &[&["port", "ports"]]);

pub(super) const INBOUND_NAMES: &[&str] = &["inbound", "driving", "primary", "input"];
pub(super) const OUTBOUND_NAMES: &[&str] = &["outbound", "driven", "secondary", "output"];

const INBOUND: Role = Role {
    name: "inbound",
    doc: "adapters that call the application, such as HTTP handlers",
    names: &[&[
        "inbound",
        "driving",
        "presentation",
        "api",
        "apis",
        "http",
        "web",
        "rest",
        "grpc",
        "graphql",
        "rpc",
        "cli",
        "controller",
        "controllers",
        "handler",
        "handlers",
        "routes",
        "router",
        "routers",
        "endpoints",
        "server",
    ]],
    inside: Some(("adapters", INBOUND_NAMES)),
};

const OUTBOUND: Role = Role {
    name: "outbound",
    doc: "adapters that the application calls through ports, such as databases",
    names: &[&[
        "outbound",
        "driven",
        "db",
        "database",
        "databases",
        "persistence",
        "storage",
        "store",
        "stores",
        "repository",
        "repositories",
        "repo",
        "repos",
        "postgres",
        "sqlite",
        "dao",
        "clients",
    ]],
    inside: Some(("adapters", OUTBOUND_NAMES)),
};

/// The name of the role of adapters.
pub(super) const ADAPTERS_ROLE: &str = "adapters";
/// The names of the roles that adapters can have.
pub(super) const ADAPTER_ROLES: &[&str] = &["inbound", "outbound", ADAPTERS_ROLE];
/// The names of folders and crates of that role in which each folder, or crate, is an adapter. In `infrastructure`, they often
/// build on each other.
pub(super) const ADAPTER_NAMES: &[&str] = &["adapter", "adapters"];
/// The names of the code that all other code may use, among adapters, too.
pub(super) const SHARED_NAMES: &[&str] = SHARED_KERNEL.names[0];

const ADAPTERS: Role = role(
    ADAPTERS_ROLE,
    "adapters that are neither only inbound nor only outbound",
    &[&["adapter", "adapters", "infrastructure", "infra"]],
);

const PRESENTATION: Role = role(
    "presentation",
    "what users and other systems call",
    &[&[
        "presentation",
        "interface",
        "interfaces",
        "inbound",
        "api",
        "apis",
        "http",
        "web",
        "rest",
        "grpc",
        "graphql",
        "rpc",
        "controller",
        "controllers",
        "handler",
        "handlers",
        "routes",
        "route",
        "router",
        "routers",
        "endpoints",
        "ui",
        "cli",
        "commands",
        "server",
    ]],
);

const INFRASTRUCTURE: Role = role(
    "infrastructure",
    "databases, networks and other technology",
    &[
        &["infrastructure", "infra", "adapter", "adapters"],
        &[
            "outbound",
            "db",
            "database",
            "databases",
            "persistence",
            "storage",
            "store",
            "stores",
            "repository",
            "repositories",
            "repo",
            "repos",
            "dao",
            "data",
        ],
    ],
);

const SERVICES: Role = role(
    "services",
    "the business logic",
    &[&["service", "services", "application", "usecase", "usecases", "business", "logic", "interactor", "interactors"]],
);

const PERSISTENCE: Role = role(
    "persistence",
    "the access to data",
    &[&[
        "persistence",
        "repository",
        "repositories",
        "repo",
        "repos",
        "infrastructure",
        "infra",
        "outbound",
        "db",
        "database",
        "databases",
        "storage",
        "store",
        "stores",
        "dao",
        "dal",
        "data",
    ]],
);

const MODEL: Role = role(
    "model",
    "the data types",
    &[&["model", "models", "entity", "entities", "dto", "dtos", "domain", "domains"], &["core"]],
);

const PARTS: Role = role("parts", "each folder or crate is one part", &[]);

const COMMANDS: Role =
    role("commands", "requests that change something", &[&["command", "commands", "cmd", "writes", "writemodel"]]);

const QUERIES: Role = role(
    "queries",
    "requests that only read",
    &[&["query", "queries", "reads", "readmodel", "readmodels", "projections", "views"]],
);

const APPS: Role = role(
    "apps",
    "programs that run",
    &[&[
        "app",
        "apps",
        "application",
        "bin",
        "bins",
        "cli",
        "server",
        "web",
        "api",
        "gateway",
        "http",
        "grpc",
        "ui",
        "gui",
        "tui",
        "frontend",
        "desktop",
        "daemon",
        "worker",
        "backend",
    ]],
);

const CRATE_SERVICES: Role = role(
    "services",
    "the use cases",
    &[&["service", "services", "usecase", "usecases", "business", "logic", "features"]],
);

/// All presets.
pub const PRESETS: &[&Preset] = &[&LAYERED, &ONION, &HEXAGONAL, &MODULITH, &VERTICAL_SLICES, &CQRS, &WORKSPACE_LAYERS];

const LAYERED: Preset = Preset {
    name: "layered",
    summary: "Presentation, services, persistence and model: each layer uses only those below it.",
    roles: &[&COMPOSITION_ROOT, &PRESENTATION, &SERVICES, &PERSISTENCE, &MODEL, &SHARED_KERNEL],
    shape: Shape::Roles,
    required: &[],
    minimum: 2,
    has_pure_domain: false,
    has_layers: true,
};

const ONION: Preset = Preset {
    name: "onion",
    summary: "Presentation and infrastructure depend on the application, which depends on a domain without I/O.",
    roles: &[&COMPOSITION_ROOT, &PRESENTATION, &INFRASTRUCTURE, &APPLICATION, &DOMAIN, &SHARED_KERNEL],
    shape: Shape::Roles,
    required: &[&["domain"], &["infrastructure", "presentation"]],
    minimum: 2,
    has_pure_domain: true,
    has_layers: false,
};

const HEXAGONAL: Preset = Preset {
    name: "hexagonal",
    summary: "Adapters depend on the application, ports and domain, but not on each other; the domain does no I/O.",
    roles: &[&COMPOSITION_ROOT, &INBOUND, &OUTBOUND, &ADAPTERS, &APPLICATION, &PORTS, &DOMAIN, &SHARED_KERNEL],
    shape: Shape::Roles,
    required: &[&["domain"], &["adapters", "inbound", "outbound"]],
    minimum: 2,
    has_pure_domain: true,
    has_layers: false,
};

const MODULITH: Preset = Preset {
    name: "modulith",
    summary: "Each folder is a module that exposes only the names in its root; modules have no cycles.",
    roles: &[&COMPOSITION_ROOT, &PARTS, &SHARED_KERNEL],
    shape: Shape::Parts,
    required: &[],
    minimum: 2,
    has_pure_domain: false,
    has_layers: false,
};

const VERTICAL_SLICES: Preset = Preset {
    name: "vertical-slices",
    summary: "Features do not know each other; what they share knows no feature.",
    roles: &[&COMPOSITION_ROOT, &PARTS, &SHARED_KERNEL],
    shape: Shape::Parts,
    required: &[],
    minimum: 2,
    has_pure_domain: false,
    has_layers: false,
};

const CQRS: Preset = Preset {
    name: "cqrs",
    summary: "Commands and queries do not know each other, and the domain knows neither.",
    roles: &[&COMPOSITION_ROOT, &COMMANDS, &QUERIES, &DOMAIN, &SHARED_KERNEL],
    shape: Shape::Roles,
    required: &[&["commands"], &["queries"]],
    minimum: 2,
    has_pure_domain: false,
    has_layers: false,
};

const WORKSPACE_LAYERS: Preset = Preset {
    name: "workspace-layers",
    summary: "The crates of a workspace form layers: each uses only crates of its own layer and those below it.",
    roles: &[&APPS, &CRATE_SERVICES, &INFRASTRUCTURE, &DOMAIN, &SHARED_KERNEL],
    shape: Shape::Crates,
    required: &[],
    minimum: 2,
    has_pure_domain: false,
    has_layers: true,
};

/// The folders whose children are features.
pub(super) const FEATURE_FOLDERS: &[&str] =
    &["features", "slices", "modules", "domains", "contexts", "boundedcontexts", "components", "apps", "usecases"];

/// What a domain without I/O does not use, unless `domain-avoids` lists something else.
pub(super) const AVOIDED: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::time::SystemTime",
    "extern:sqlx",
    "extern:diesel",
    "extern:diesel-async",
    "extern:sea-orm",
    "extern:rusqlite",
    "extern:tokio-postgres",
    "extern:deadpool-postgres",
    "extern:mongodb",
    "extern:redis",
    "extern:surrealdb",
    "extern:axum",
    "extern:actix-web",
    "extern:rocket",
    "extern:warp",
    "extern:poem",
    "extern:salvo",
    "extern:tower-http",
    "extern:hyper",
    "extern:tonic",
    "extern:async-graphql",
    "extern:reqwest",
    "extern:ureq",
    "extern:lapin",
    "extern:rdkafka",
    "extern:async-nats",
    "extern:lettre",
    "extern:clap",
    "extern:tokio::fs",
    "extern:tokio::net",
    "extern:tokio::process",
];
