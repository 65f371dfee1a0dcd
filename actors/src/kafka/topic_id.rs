//! The id that the cluster gave a topic when it was made: two topics of one name, one after the other, have two. The crate's own
//! interface does not tell it, so the library under it is asked.

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::time::Duration;

use rdkafka::bindings::{
    rd_kafka_AdminOptions_destroy, rd_kafka_AdminOptions_new, rd_kafka_AdminOptions_set_request_timeout,
    rd_kafka_DescribeTopics, rd_kafka_DescribeTopics_result_topics, rd_kafka_TopicCollection_destroy,
    rd_kafka_TopicCollection_of_topic_names, rd_kafka_TopicDescription_error, rd_kafka_TopicDescription_topic_id,
    rd_kafka_Uuid_base64str, rd_kafka_Uuid_least_significant_bits, rd_kafka_Uuid_most_significant_bits,
    rd_kafka_admin_op_t, rd_kafka_error_string, rd_kafka_event_DescribeTopics_result, rd_kafka_event_destroy,
    rd_kafka_event_error, rd_kafka_event_error_string, rd_kafka_event_t, rd_kafka_queue_destroy, rd_kafka_queue_new,
    rd_kafka_queue_poll, rd_kafka_resp_err_t,
};
use rdkafka::client::{Client, ClientContext};

/// The id of the topic that has this name now; `None`: the brokers are of before there were any (2.8). Blocking, for at most `patience`.
/// Errors: there is no such topic, or nobody answers; the library's own words.
pub(super) fn ask<C: ClientContext>(
    client: &Client<C>,
    topic: &str,
    patience: Duration,
) -> Result<Option<String>, String> {
    let name = CString::new(topic).map_err(|error| error.to_string())?;
    let answer = describe(client, &name, patience).ok_or("no broker has answered in time")?;
    read(&answer)
}

/// What the library lends, given back however its user returns.
struct Lent<T> {
    at: *mut T,
    give_back: unsafe extern "C" fn(*mut T),
}

impl<T> Lent<T> {
    /// `None` for a null pointer.
    fn of(at: *mut T, give_back: unsafe extern "C" fn(*mut T)) -> Option<Self> {
        if at.is_null() {
            return None;
        }
        Some(Self { at, give_back })
    }
}

impl<T> Drop for Lent<T> {
    fn drop(&mut self) {
        // SAFETY: the pointer is not null, came from the library together with the function that takes it back, and is given back here only.
        unsafe { (self.give_back)(self.at) }
    }
}

fn describe<C: ClientContext>(client: &Client<C>, name: &CStr, patience: Duration) -> Option<Lent<rd_kafka_event_t>> {
    const OF_TOPICS: rd_kafka_admin_op_t = rd_kafka_admin_op_t::RD_KAFKA_ADMIN_OP_DESCRIBETOPICS;
    let patience_ms = i32::try_from(patience.as_millis()).unwrap_or(i32::MAX);
    let handle = client.native_ptr();
    let mut names = [name.as_ptr()];
    // SAFETY: the handle lives as long as `client`, and may be used by any thread. The library copies names and options before
    // `rd_kafka_DescribeTopics` returns; an answer that comes when the queue is gone is thrown away by it. A timeout that is out of its
    // range stays its default, and it may be told nowhere why.
    unsafe {
        let queue = Lent::of(rd_kafka_queue_new(handle), rd_kafka_queue_destroy)?;
        let options = Lent::of(
            rd_kafka_AdminOptions_new(handle, OF_TOPICS),
            rd_kafka_AdminOptions_destroy,
        )?;
        rd_kafka_AdminOptions_set_request_timeout(options.at, patience_ms, ptr::null_mut(), 0);
        let topics = Lent::of(
            rd_kafka_TopicCollection_of_topic_names(names.as_mut_ptr(), names.len()),
            rd_kafka_TopicCollection_destroy,
        )?;
        rd_kafka_DescribeTopics(handle, topics.at, options.at, queue.at);
        Lent::of(rd_kafka_queue_poll(queue.at, patience_ms), rd_kafka_event_destroy)
    }
}

/// Of an answer about one topic.
fn read(answer: &Lent<rd_kafka_event_t>) -> Result<Option<String>, String> {
    // SAFETY: everything that is read here belongs to the answer, which outlives it; what may be null is asked first. The id's text is
    // written into the id, which nobody else has.
    unsafe {
        if rd_kafka_event_error(answer.at) != rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR {
            return Err(text(rd_kafka_event_error_string(answer.at)));
        }
        let result = rd_kafka_event_DescribeTopics_result(answer.at);
        if result.is_null() {
            return Err("the answer is of another kind".into());
        }
        let mut count = 0;
        let topics = rd_kafka_DescribeTopics_result_topics(result, &mut count);
        if topics.is_null() || count == 0 {
            return Err("the answer names no topic".into());
        }
        let topic = *topics;
        let error = rd_kafka_TopicDescription_error(topic);
        if !error.is_null() {
            return Err(text(rd_kafka_error_string(error)));
        }
        let id = rd_kafka_TopicDescription_topic_id(topic);
        if rd_kafka_Uuid_most_significant_bits(id) == 0 && rd_kafka_Uuid_least_significant_bits(id) == 0 {
            return Ok(None);
        }
        Ok(Some(text(rd_kafka_Uuid_base64str(id))).filter(|id| !id.is_empty()))
    }
}

/// Empty for a null pointer.
///
/// # Safety
/// The pointer is null, or to a text that ends with a zero and outlives the call.
unsafe fn text(at: *const c_char) -> String {
    if at.is_null() {
        return String::new();
    }
    // SAFETY: as the caller has promised.
    unsafe { CStr::from_ptr(at) }.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use rdkafka::ClientConfig;
    use rdkafka::producer::{BaseProducer, Producer};

    use super::*;

    #[test]
    fn where_nobody_answers_nothing_is_known_and_nobody_waits_for_ever() {
        // A port that nothing listens at.
        let made: Result<BaseProducer, _> = ClientConfig::new().set("bootstrap.servers", "127.0.0.1:1").create();
        let told = ask(made.unwrap().client(), "t", Duration::from_millis(200));
        assert!(told.is_err(), "{told:?}");
        let made: Result<BaseProducer, _> = ClientConfig::new().set("bootstrap.servers", "127.0.0.1:1").create();
        let told = ask(made.unwrap().client(), "a\0b", Duration::from_millis(200));
        assert!(told.is_err(), "no topic has such a name: {told:?}");
    }
}
