//! The paths of the documented operations: what each answers, and where those of the staff and of telephone systems are.

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::{OpenApi, RefOr};

/// Where the staff's operations are.
pub const ADMIN: &str = "/admin/";
/// A webhook that comes by GET tells something: who only asks must not be taken for it.
pub const INTAKE: &str = "/v1/intake/";

/// Whether an operation knows no parameter of an address. What stands in one at the door of telephone systems they choose.
pub fn is_bare(path: &str, operation: &Operation) -> bool {
    let is_ours = path.starts_with("/v1/") || path.starts_with(ADMIN);
    let is_of_query =
        |given: &RefOr<Parameter>| matches!(given, RefOr::T(known) if known.parameter_in == ParameterIn::Query);
    is_ours && !path.starts_with(INTAKE) && !operation.parameters.iter().flatten().any(is_of_query)
}

/// Which methods each documented path answers, for 405 and `Allow`, and which of those know no parameter of an address.
pub struct Paths(Vec<Path>);

struct Path {
    pattern: ResourceDef,
    methods: Vec<Method>,
    bare: Vec<Method>,
}

impl Paths {
    pub fn of(api: &OpenApi) -> Self {
        let paths = api.paths.paths.iter().map(|(path, item)| {
            let operations: [(&Option<Operation>, Method); 6] = [
                (&item.get, Method::GET),
                (&item.head, Method::HEAD),
                (&item.post, Method::POST),
                (&item.put, Method::PUT),
                (&item.patch, Method::PATCH),
                (&item.delete, Method::DELETE),
            ];
            let mut known = Path {
                pattern: ResourceDef::new(path.as_str()),
                methods: Vec::new(),
                bare: Vec::new(),
            };
            for (operation, method) in operations {
                let Some(operation) = operation else { continue };
                if is_bare(path, operation) {
                    known.bare.push(method.clone());
                }
                known.methods.push(method);
            }
            known
        });
        Self(paths.collect())
    }

    /// The methods of a path; none if it is unknown.
    pub fn methods(&self, path: &str) -> Vec<Method> {
        let found = self.0.iter().filter(|known| known.pattern.is_match(path));
        let mut all: Vec<Method> = Vec::new();
        // `/v1/calls/count` is `/v1/calls/{id}` as well.
        for method in found.flat_map(|known| &known.methods) {
            if !all.contains(method) {
                all.push(method.clone());
            }
        }
        all
    }

    /// Whether the operation that answers there knows no parameter of an address.
    pub fn is_bare(&self, method: &Method, path: &str) -> bool {
        // The document is sorted: what has a name of its own stands before what `{id}` stands for.
        let answering = |known: &&Path| known.methods.contains(method) && known.pattern.is_match(path);
        self.0
            .iter()
            .find(answering)
            .is_some_and(|known| known.bare.contains(method))
    }
}
