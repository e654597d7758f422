// The walk over one document.
#pragma once

#include "Keys.hpp"
#include "Parser.hpp"
#include "Text.hpp"

#include <cstring>

namespace {

using namespace simdjson;

/// Walks one document and writes its nodes and texts.
struct Walk {
  wj_parser &parser;
  const uint8_t *bytes;
  uint8_t *const begin;
  uint8_t *out;
  uint32_t offset;
  uint32_t max_depth;
  uint32_t max_nodes;
  /// Unescape by our own code, which mends what simdjson's refuses.
  bool careful;
  /// simdjson's code refused a string: walk again, carefully.
  bool refused = false;
  wj_result result{};
  ondemand::document document{};

  Block<wj_node> &nodes() { return parser.nodes; }

  bool fail(uint32_t status, const char *message, const uint8_t *where) {
    if (result.status == WJ_OK) {
      result.status = status;
      result.message = message;
      result.place = where ? size_t(where - bytes) : 0;
    }
    return false;
  }
  bool fail_here(const char *message) {
    const char *where = nullptr;
    if (document.current_location().get(where) != SUCCESS) where = nullptr;
    return fail(WJ_INVALID, message, reinterpret_cast<const uint8_t *>(where));
  }
  /// Adds an empty node at the end.
  bool push(const wj_node &node) {
    if (nodes().count >= max_nodes) return fail(WJ_TOO_MANY, "too many values", nullptr);
    return nodes().push(node) || no_memory();
  }
  bool no_memory() { return fail(WJ_OUT_OF_MEMORY, "out of memory", nullptr); }

  uint32_t position(const uint8_t *p) const { return offset + uint32_t(p - begin); }

  /// Our own unescaping: half surrogates and NUL become U+FFFD and are counted.
  bool unescape_carefully(const uint8_t *in) {
    while (true) {
      uint8_t c = *in;
      if (c == '"') return true;
      if (c != '\\') {
        *out++ = c;
        in++;
        continue;
      }
      switch (in[1]) {
      case '"': *out++ = '"'; break;
      case '\\': *out++ = '\\'; break;
      case '/': *out++ = '/'; break;
      case 'b': *out++ = '\b'; break;
      case 'f': *out++ = '\f'; break;
      case 'n': *out++ = '\n'; break;
      case 'r': *out++ = '\r'; break;
      case 't': *out++ = '\t'; break;
      case 'u': {
        int32_t unit = four_hex(in + 2);
        if (unit < 0) return fail(WJ_INVALID, "escape `\\u` without four hexadecimal digits", in);
        in += 6;
        if (unit >= 0xD800 && unit < 0xDC00 && in[0] == '\\' && in[1] == 'u') {
          int32_t low = four_hex(in + 2);
          if (low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            in += 6;
          }
        }
        if (unit >= 0xD800 && unit < 0xE000) {
          unit = 0xFFFD;
          result.lone_surrogates++;
        } else if (unit == 0) {
          unit = 0xFFFD;
          result.nuls++;
        }
        out = put_scalar(out, uint32_t(unit));
        continue;
      }
      default: return fail(WJ_INVALID, "unknown escape in a string", in);
      }
      in += 2;
    }
  }

  /// Writes the text of the string at `raw`.
  bool text(ondemand::raw_json_string raw, uint32_t &start, uint32_t &count) {
    uint8_t *from = out;
    if (careful) {
      if (!unescape_carefully(reinterpret_cast<const uint8_t *>(raw.raw()))) return false;
    } else {
      std::string_view unused;
      if (parser.simd.unescape(raw, out).get(unused) != SUCCESS) {
        refused = true;
        return fail(WJ_INVALID, "bad escape", reinterpret_cast<const uint8_t *>(raw.raw()));
      }
    }
    start = position(from);
    count = uint32_t(out - from);
    return true;
  }

  /// A number, true, false or null, which are checked here to the last byte.
  bool scalar(ondemand::value &value, ondemand::json_type type, wj_node &node) {
    auto token = reinterpret_cast<const uint8_t *>(value.raw_json_token().data());
    if (type == ondemand::json_type::null) {
      if (memcmp(token, "null", 4) != 0 || !ends_scalar(token[4]))
        return fail(WJ_INVALID, "unknown word", token);
      node.kind = WJ_NULL;
      return true;
    }
    if (type == ondemand::json_type::boolean) {
      bool yes = *token == 't';
      size_t length = yes ? 4 : 5;
      if (memcmp(token, yes ? "true" : "false", length) != 0 || !ends_scalar(token[length]))
        return fail(WJ_INVALID, "unknown word", token);
      node.kind = yes ? WJ_TRUE : WJ_FALSE;
      return true;
    }
    bool integer;
    size_t length = number_length(token, integer);
    if (!length) return fail(WJ_INVALID, "malformed number", token);
    memcpy(out, token, length);
    node.value_start = position(out);
    node.value_count = uint32_t(length);
    out += length;
    return convert(value, integer, node);
  }

  /// Reads the number at `value`, whose form is right, into `node`.
  template <typename Value> bool convert(Value &value, bool integer, wj_node &node) {
    double number;
    if (integer && value.get_int64().get(node.number) == SUCCESS) {
      node.kind = WJ_INT64;
    } else if (!integer && value.get_double().get(number) == SUCCESS) {
      node.kind = WJ_DOUBLE;
      memcpy(&node.number, &number, sizeof number);
    } else {
      node.kind = WJ_HUGE;
      result.huge_numbers++;
    }
    return true;
  }

  /// One value inside an array or object, into the node at `index`.
  bool value(ondemand::value value, size_t index, uint32_t depth) {
    ondemand::json_type type;
    if (value.type().get(type) != SUCCESS) return fail_here("value expected");
    switch (type) {
    case ondemand::json_type::object: {
      ondemand::object object;
      if (value.get_object().get(object) != SUCCESS) return fail_here("malformed object");
      return members(object, index, depth);
    }
    case ondemand::json_type::array: {
      ondemand::array array;
      if (value.get_array().get(array) != SUCCESS) return fail_here("malformed array");
      return elements(array, index, depth);
    }
    case ondemand::json_type::string: {
      ondemand::raw_json_string raw;
      if (value.get_raw_json_string().get(raw) != SUCCESS) return fail_here("malformed string");
      wj_node &node = nodes().items[index];
      node.kind = WJ_STRING;
      node.next = uint32_t(index + 1);
      return text(raw, node.value_start, node.value_count);
    }
    default: {
      wj_node &node = nodes().items[index];
      node.next = uint32_t(index + 1);
      return scalar(value, type, node);
    }
    }
  }

  bool members(ondemand::object &object, size_t index, uint32_t depth) {
    if (depth > max_depth) return fail(WJ_TOO_DEEP, "nested too deep", nullptr);
    uint32_t children = 0;
    for (auto item : object) {
      ondemand::field field;
      if (std::move(item).get(field) != SUCCESS)
        return fail_here("`,` or `}` expected in an object, or a key in quotes with `:`");
      wj_node node{};
      node.has_key = 1;
      if (!text(field.key(), node.key_start, node.key_count)) return false;
      size_t child = nodes().count;
      if (!push(node)) return false;
      if (!value(field.value(), child, depth + 1)) return false;
      children++;
    }
    close(index, WJ_OBJECT, children);
    if (children < 2) return true;
    Keys keys{parser, begin, offset, result};
    switch (keys.drop_equal(index)) {
    case WJ_OK: return true;
    case WJ_DUPLICATE_KEY:
      return fail(WJ_DUPLICATE_KEY, "key stands twice with different values", nullptr);
    default: return no_memory();
    }
  }

  bool elements(ondemand::array &array, size_t index, uint32_t depth) {
    if (depth > max_depth) return fail(WJ_TOO_DEEP, "nested too deep", nullptr);
    uint32_t children = 0;
    for (auto item : array) {
      ondemand::value element;
      if (std::move(item).get(element) != SUCCESS)
        return fail_here("`,` or `]` expected in an array");
      size_t child = nodes().count;
      if (!push(wj_node{})) return false;
      if (!value(element, child, depth + 1)) return false;
      children++;
    }
    close(index, WJ_ARRAY, children);
    return true;
  }

  void close(size_t index, uint8_t kind, uint32_t children) {
    wj_node &node = nodes().items[index];
    node.kind = kind;
    node.value_count = children;
    node.next = uint32_t(nodes().count);
  }

  bool root();
  bool root_scalar(ondemand::json_type type);
};

inline bool Walk::root_scalar(ondemand::json_type type) {
  wj_node &node = nodes().items[0];
  node.next = 1;
  if (type == ondemand::json_type::string) {
    ondemand::raw_json_string raw;
    if (document.get_raw_json_string().get(raw) != SUCCESS) return fail_here("malformed string");
    node.kind = WJ_STRING;
    return text(raw, node.value_start, node.value_count);
  }
  if (type == ondemand::json_type::null) {
    bool null = false;
    if (document.is_null().get(null) != SUCCESS || !null) return fail_here("unknown word");
    node.kind = WJ_NULL;
    return true;
  }
  if (type == ondemand::json_type::boolean) {
    bool yes = false;
    if (document.get_bool().get(yes) != SUCCESS) return fail_here("unknown word");
    node.kind = yes ? WJ_TRUE : WJ_FALSE;
    return true;
  }
  std::string_view token;
  if (document.raw_json_token().get(token) != SUCCESS) return fail_here("malformed number");
  bool integer;
  size_t length = number_length(reinterpret_cast<const uint8_t *>(token.data()), integer);
  if (!length) return fail_here("malformed number");
  memcpy(out, token.data(), length);
  node.value_start = position(out);
  node.value_count = uint32_t(length);
  out += length;
  return convert(document, integer, node);
}

inline bool Walk::root() {
  ondemand::json_type type;
  if (document.type().get(type) != SUCCESS) return fail_here("value expected");
  if (!push(wj_node{})) return false;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (document.get_object().get(object) != SUCCESS) return fail_here("the object does not end");
    if (!members(object, 0, 1)) return false;
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (document.get_array().get(array) != SUCCESS) return fail_here("the array does not end");
    if (!elements(array, 0, 1)) return false;
  } else {
    if (!root_scalar(type)) return false;
    if (nodes().items[0].kind == WJ_HUGE) return true;
  }
  // The place is out of bounds exactly when every token was consumed.
  const char *where = nullptr;
  return document.current_location().get(where) == OUT_OF_BOUNDS ||
         fail_here("content after the end of the value");
}

} // namespace
