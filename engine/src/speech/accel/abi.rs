//! The private structs of ggml-backend-impl.h, version 0.9.5, as C lays them out. They are no part of ggml's promise and have changed
//! under an unchanged API number: so nothing is registered with any other version, and the sizes are asserted here.

use std::ffi::{CStr, c_char, c_int, c_void};

use whisper_rs_sys as sys;

/// The version that these structs were written from.
pub const VERSION: &CStr = c"0.9.5";
/// `GGML_BACKEND_API_VERSION`.
pub const API_VERSION: c_int = 2;

/// An optional function that we leave out.
pub type Absent = *const c_void;
pub const ABSENT: Absent = std::ptr::null();

/// The version of the ggml that is linked in.
pub fn version() -> &'static CStr {
    // SAFETY: gives a string literal.
    unsafe { CStr::from_ptr(sys::ggml_version()) }
}

/// Errors: `version` is another than the one that these structs were written from.
pub fn known(version: &CStr) -> Result<(), String> {
    match version == VERSION {
        true => Ok(()),
        false => Err(format!(
            "ggml is {}, and the backend is made for {}",
            version.to_string_lossy(),
            VERSION.to_string_lossy()
        )),
    }
}

#[repr(C)]
pub struct Registry {
    pub api_version: c_int,
    pub get_name: unsafe extern "C" fn(*mut Registry) -> *const c_char,
    pub get_device_count: unsafe extern "C" fn(*mut Registry) -> usize,
    pub get_device: unsafe extern "C" fn(*mut Registry, usize) -> *mut Device,
    pub get_proc_address: unsafe extern "C" fn(*mut Registry, *const c_char) -> *mut c_void,
    pub context: *mut c_void,
}

#[repr(C)]
pub struct Device {
    pub get_name: unsafe extern "C" fn(*mut Device) -> *const c_char,
    pub get_description: unsafe extern "C" fn(*mut Device) -> *const c_char,
    pub get_memory: unsafe extern "C" fn(*mut Device, *mut usize, *mut usize),
    pub get_type: unsafe extern "C" fn(*mut Device) -> sys::ggml_backend_dev_type,
    pub get_props: unsafe extern "C" fn(*mut Device, *mut sys::ggml_backend_dev_props),
    pub init_backend: unsafe extern "C" fn(*mut Device, *const c_char) -> *mut Backend,
    pub get_buffer_type: unsafe extern "C" fn(*mut Device) -> sys::ggml_backend_buffer_type_t,
    pub get_host_buffer_type: Absent,
    pub buffer_from_host_ptr: Absent,
    pub supports_op: unsafe extern "C" fn(*mut Device, *const sys::ggml_tensor) -> bool,
    pub supports_buft: unsafe extern "C" fn(*mut Device, sys::ggml_backend_buffer_type_t) -> bool,
    pub offload_op: Absent,
    pub event_new: Absent,
    pub event_free: Absent,
    pub event_synchronize: Absent,
    pub registry: *mut Registry,
    pub context: *mut c_void,
}

#[repr(C)]
pub struct Backend {
    pub guid: *const [u8; 16],
    pub get_name: unsafe extern "C" fn(*mut Backend) -> *const c_char,
    pub free: unsafe extern "C" fn(*mut Backend),
    pub set_tensor_async: Absent,
    pub get_tensor_async: Absent,
    pub cpy_tensor_async: Absent,
    pub synchronize: Absent,
    pub graph_plan_create: Absent,
    pub graph_plan_free: Absent,
    pub graph_plan_update: Absent,
    pub graph_plan_compute: Absent,
    pub graph_compute: unsafe extern "C" fn(*mut Backend, *mut sys::ggml_cgraph) -> sys::ggml_status,
    pub event_record: Absent,
    pub event_wait: Absent,
    pub graph_optimize: Absent,
    pub device: *mut Device,
    pub context: *mut c_void,
}

// Counted in the header: an int (padded) and 5 pointers; 17 pointers; 17 pointers. A tensor's layout the bindings assert themselves.
const POINTER: usize = size_of::<*const c_void>();
const _: () = assert!(size_of::<Registry>() == 6 * POINTER);
const _: () = assert!(size_of::<Device>() == 17 * POINTER);
const _: () = assert!(std::mem::offset_of!(Device, supports_op) == 9 * POINTER);
const _: () = assert!(std::mem::offset_of!(Device, registry) == 15 * POINTER);
const _: () = assert!(size_of::<Backend>() == 17 * POINTER);
const _: () = assert!(std::mem::offset_of!(Backend, graph_compute) == 11 * POINTER);
const _: () = assert!(std::mem::offset_of!(Backend, device) == 15 * POINTER);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_ggml_is_refused_by_its_version() {
        assert_eq!(known(version()), Ok(()));
        let refused = known(c"0.9.6").unwrap_err();
        assert_eq!(refused, "ggml is 0.9.6, and the backend is made for 0.9.5");
        assert!(known(c"").is_err());
    }
}
