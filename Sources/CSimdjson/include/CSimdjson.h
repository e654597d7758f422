// A small C interface over simdjson's on-demand API.
//
// One call parses one document: it visits every value (on-demand checks only what is visited),
// writes the texts unescaped to the caller's memory, and leaves a flat list of nodes behind.
// Nothing throws.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a node is.
enum {
  WJ_NULL = 0,
  WJ_FALSE = 1,
  WJ_TRUE = 2,
  /// A number without fraction and exponent that fits in 64 bits with sign.
  WJ_INT64 = 3,
  /// Any other number that fits in a double.
  WJ_DOUBLE = 4,
  /// A number beyond both; only its digits are kept.
  WJ_HUGE = 5,
  WJ_STRING = 6,
  WJ_ARRAY = 7,
  WJ_OBJECT = 8,
};

/// One value; the values inside an array or object follow it directly.
typedef struct wj_node {
  uint8_t kind;
  /// 1 for a member of an object.
  uint8_t has_key;
  uint16_t reserved;
  /// Index one past the last node inside this one.
  uint32_t next;
  /// Where the key lies, counted from the arena's beginning.
  uint32_t key_start;
  uint32_t key_count;
  /// A string's text or a number's digits as they were written.
  uint32_t value_start;
  /// Bytes; for an array or object the number of its direct children.
  uint32_t value_count;
  /// A number's value, a double's as its bits.
  int64_t number;
} wj_node;

/// How a parse ended.
enum {
  WJ_OK = 0,
  /// No JSON; `message` and `place` say more.
  WJ_INVALID = 1,
  WJ_TOO_DEEP = 2,
  /// A key stands twice with different values; it is at `key_start`, `key_count` of the output.
  WJ_DUPLICATE_KEY = 3,
  WJ_OUT_OF_MEMORY = 4,
  /// More values than asked for.
  WJ_TOO_MANY = 5,
};

typedef struct wj_result {
  uint32_t status;
  uint32_t node_count;
  const wj_node *nodes;
  /// Bytes written.
  size_t used;
  /// Offset in the document at or after which the error was seen.
  size_t place;
  /// What was wrong; never freed. NULL if nothing was.
  const char *message;
  uint32_t key_start;
  uint32_t key_count;
  uint32_t lone_surrogates;
  uint32_t nuls;
  uint32_t duplicate_keys;
  uint32_t huge_numbers;
} wj_result;

typedef struct wj_parser wj_parser;

/// Deepest nesting `wj_parse` can be asked for.
#define WJ_DEEPEST 1024
/// Bytes that must be readable after a document, and writable after `count` bytes of output.
#define WJ_PADDING 64

/// NULL if there is no memory.
wj_parser *wj_parser_create(void);
void wj_parser_free(wj_parser *parser);

/// Parses the document in `bytes`.
///
/// `bytes[count]` must be a blank, a newline or zero; WJ_PADDING bytes from there must be readable.
/// `out` has room for `count` + WJ_PADDING bytes and lies `out_offset` bytes after the arena's
/// beginning. The nodes are valid until the next call with this parser.
wj_result wj_parse(wj_parser *parser, const uint8_t *bytes, size_t count, uint8_t *out,
                   uint32_t out_offset, uint32_t max_depth, uint32_t max_nodes);

/// Whether `bytes` are UTF-8.
int wj_is_utf8(const uint8_t *bytes, size_t count);

/// Forgets all nodes, and adds one. For documents that come from elsewhere. False without memory.
void wj_clear(wj_parser *parser);
int wj_push(wj_parser *parser, wj_node node);
const wj_node *wj_nodes(const wj_parser *parser);

#ifdef __cplusplus
}
#endif
