//! The backend as ggml sees it: a device of type ACCEL, registered once, that whisper.cpp opens for each state ahead of the CPU.
//!
//! Invariants: the registry and the device live for good. A backend's context is a `Worker` in a box, made by `init_backend`,
//! dropped by `free`, and used by one thread at a time, as ggml promises of a backend. No panic leaves these functions: one costs
//! the call, and switches the backend off.

use std::any::Any;
use std::ffi::{CStr, c_char, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use whisper_rs_sys as sys;

use super::abi::{self, ABSENT, API_VERSION, Backend, Device, Registry};
use super::plan;
use super::switch;
use super::tensor::{self, Tensor};
use super::worker::{Fault, Worker};

const NAME: &CStr = c"audiapro-int8";
static GUID: [u8; 16] = *b"audiapro-int8-r1";

/// The registered device.
struct Registered(*mut Device);

// SAFETY: the device is written once, before anyone sees it.
unsafe impl Send for Registered {}
// SAFETY: as above.
unsafe impl Sync for Registered {}

static DEVICE: OnceLock<Result<Registered, String>> = OnceLock::new();

/// Makes the backend known to ggml, once. Must come before the first context. Errors: this is not the ggml we know.
pub fn register() -> Result<(), String> {
    let registered = DEVICE.get_or_init(|| {
        abi::known(abi::version())?;
        let registry = Box::into_raw(Box::new(registry()));
        let device = Box::into_raw(Box::new(device(registry)));
        // SAFETY: both were just made and live for good; the registry finds its device through its context.
        unsafe {
            (*registry).context = device.cast();
            sys::ggml_backend_register(registry.cast());
        }
        Ok(Registered(device))
    });
    registered.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// The device, registered. Errors: as `register`.
pub fn pointer() -> Result<sys::ggml_backend_dev_t, String> {
    register()?;
    let device = DEVICE.get().and_then(|registered| registered.as_ref().ok());
    device
        .map(|device| device.0.cast())
        .ok_or_else(|| "no device".to_owned())
}

fn registry() -> Registry {
    Registry {
        api_version: API_VERSION,
        get_name: registry_name,
        get_device_count: device_count,
        get_device,
        get_proc_address: no_address,
        context: std::ptr::null_mut(),
    }
}

fn device(registry: *mut Registry) -> Device {
    Device {
        get_name: device_name,
        get_description: device_name,
        get_memory: no_memory,
        get_type: device_type,
        get_props: properties,
        init_backend,
        get_buffer_type: buffer_type,
        get_host_buffer_type: ABSENT,
        buffer_from_host_ptr: ABSENT,
        supports_op,
        supports_buft,
        offload_op: ABSENT,
        event_new: ABSENT,
        event_free: ABSENT,
        event_synchronize: ABSENT,
        registry,
        context: std::ptr::null_mut(),
    }
}

unsafe extern "C" fn registry_name(_: *mut Registry) -> *const c_char {
    NAME.as_ptr()
}

unsafe extern "C" fn device_count(_: *mut Registry) -> usize {
    1
}

unsafe extern "C" fn get_device(registry: *mut Registry, _: usize) -> *mut Device {
    // SAFETY: ggml gives back our own registry.
    unsafe { (*registry).context.cast() }
}

unsafe extern "C" fn no_address(_: *mut Registry, _: *const c_char) -> *mut c_void {
    std::ptr::null_mut()
}

unsafe extern "C" fn device_name(_: *mut Device) -> *const c_char {
    NAME.as_ptr()
}

unsafe extern "C" fn no_memory(_: *mut Device, free: *mut usize, total: *mut usize) {
    // SAFETY: ggml passes places to write to.
    unsafe {
        *free = 0;
        *total = 0;
    }
}

unsafe extern "C" fn device_type(_: *mut Device) -> sys::ggml_backend_dev_type {
    sys::ggml_backend_dev_type_GGML_BACKEND_DEVICE_TYPE_ACCEL
}

unsafe extern "C" fn properties(_: *mut Device, to: *mut sys::ggml_backend_dev_props) {
    // SAFETY: ggml passes a place to write to; all of its fields may be zero.
    unsafe {
        let mut properties: sys::ggml_backend_dev_props = std::mem::zeroed();
        properties.name = NAME.as_ptr();
        properties.description = NAME.as_ptr();
        properties.type_ = sys::ggml_backend_dev_type_GGML_BACKEND_DEVICE_TYPE_ACCEL;
        to.write(properties);
    }
}

unsafe extern "C" fn buffer_type(_: *mut Device) -> sys::ggml_backend_buffer_type_t {
    // SAFETY: gives a constant.
    unsafe { sys::ggml_backend_cpu_buffer_type() }
}

/// Whatever lies in the host's memory: nothing is ever copied for us.
unsafe extern "C" fn supports_buft(_: *mut Device, buffers: sys::ggml_backend_buffer_type_t) -> bool {
    // SAFETY: ggml passes one of its own.
    unsafe { sys::ggml_backend_buft_is_host(buffers) }
}

unsafe extern "C" fn supports_op(_: *mut Device, node: *const sys::ggml_tensor) -> bool {
    let Some(active) = switch::active() else {
        return false;
    };
    // SAFETY: ggml asks about a node of a graph that it does not change meanwhile.
    let node = unsafe { Tensor::at(node) };
    catch_unwind(AssertUnwindSafe(|| {
        node.is_some_and(|node| plan::takes(node, active.parts))
    }))
    .unwrap_or(false)
}

unsafe extern "C" fn init_backend(device: *mut Device, _: *const c_char) -> *mut Backend {
    let worker = Box::into_raw(Box::<Worker>::default());
    Box::into_raw(Box::new(Backend {
        guid: &raw const GUID,
        get_name: backend_name,
        free,
        set_tensor_async: ABSENT,
        get_tensor_async: ABSENT,
        cpy_tensor_async: ABSENT,
        synchronize: ABSENT,
        graph_plan_create: ABSENT,
        graph_plan_free: ABSENT,
        graph_plan_update: ABSENT,
        graph_plan_compute: ABSENT,
        graph_compute,
        event_record: ABSENT,
        event_wait: ABSENT,
        graph_optimize: ABSENT,
        device,
        context: worker.cast(),
    }))
}

unsafe extern "C" fn backend_name(_: *mut Backend) -> *const c_char {
    NAME.as_ptr()
}

unsafe extern "C" fn free(backend: *mut Backend) {
    // SAFETY: `init_backend` made both boxes, and ggml frees a backend once.
    unsafe {
        let backend = Box::from_raw(backend);
        drop(Box::from_raw(backend.context.cast::<Worker>()));
    }
}

unsafe extern "C" fn graph_compute(backend: *mut Backend, graph: *mut sys::ggml_cgraph) -> sys::ggml_status {
    // A graph that was shared out before the backend was switched off is still ours to compute: whoever asked, asked for this.
    let Some(active) = switch::active_or_last() else {
        return sys::ggml_status_GGML_STATUS_FAILED;
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the context is the worker that `init_backend` put there, in use by this call alone; ggml keeps the graph as it
        // is until we return.
        let (worker, nodes) = unsafe { (&mut *(*backend).context.cast::<Worker>(), tensor::nodes(graph)) };
        worker.compute(active.kernels, active.parts, &nodes)
    }));
    let fault = match outcome {
        Ok(Ok(())) => return sys::ggml_status_GGML_STATUS_SUCCESS,
        // Whoever stopped the work knows it.
        Ok(Err(Fault::Stopped)) => return sys::ggml_status_GGML_STATUS_ABORTED,
        Ok(Err(Fault::Refused(reason))) => reason,
        Err(panic) => said(panic.as_ref()),
    };
    switch::break_off(&fault);
    sys::ggml_status_GGML_STATUS_FAILED
}

/// What a panic says.
pub fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("a panic: {}", text.unwrap_or_default())
}
