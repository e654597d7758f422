#include "include/CSimdjson.h"

#define SIMDJSON_EXCEPTIONS 0
#define SIMDJSON_DEVELOPMENT_CHECKS 0
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

using namespace simdjson;

static_assert(WJ_PADDING >= SIMDJSON_PADDING, "simdjson reads this far past a document");

namespace {

/// A growing block of plain values; `false` where memory is short.
template <typename T> struct Block {
  T *items = nullptr;
  size_t count = 0;
  size_t capacity = 0;

  Block() = default;
  Block(const Block &) = delete;
  ~Block() { free(items); }

  bool reserve(size_t wanted) {
    if (wanted <= capacity) return true;
    size_t grown = std::max<size_t>({wanted, capacity * 2, 64});
    T *moved = static_cast<T *>(realloc(items, grown * sizeof(T)));
    if (!moved) return false;
    items = moved;
    capacity = grown;
    return true;
  }
  bool push(const T &item) {
    if (count == capacity && !reserve(count + 1)) return false;
    items[count++] = item;
    return true;
  }
};

} // namespace

struct wj_parser {
  ondemand::parser simd;
  Block<wj_node> nodes;
  /// Used to find keys that stand twice.
  Block<uint32_t> scratch;
};

namespace {

bool ends_scalar(uint8_t c) {
  switch (c) {
  case ' ': case '\t': case '\n': case '\r': case ',': case ':': case ']': case '}': case '{': case '[':
    return true;
  default:
    return false;
  }
}

bool digit(uint8_t c) { return c >= '0' && c <= '9'; }

/// The length of the JSON number at `p`, 0 if there is none.
size_t number_length(const uint8_t *p, bool &integer) {
  const uint8_t *q = p;
  integer = true;
  if (*q == '-') q++;
  if (!digit(*q)) return 0;
  if (*q == '0') {
    q++;
  } else {
    while (digit(*q)) q++;
  }
  if (*q == '.') {
    integer = false;
    q++;
    if (!digit(*q)) return 0;
    while (digit(*q)) q++;
  }
  if (*q == 'e' || *q == 'E') {
    integer = false;
    q++;
    if (*q == '+' || *q == '-') q++;
    if (!digit(*q)) return 0;
    while (digit(*q)) q++;
  }
  return ends_scalar(*q) ? size_t(q - p) : 0;
}

/// Four hexadecimal digits, or -1.
int32_t four_hex(const uint8_t *p) {
  int32_t value = 0;
  for (int i = 0; i < 4; i++) {
    uint8_t c = p[i], lower = c | 0x20;
    if (digit(c)) value = value * 16 + (c - '0');
    else if (lower >= 'a' && lower <= 'f') value = value * 16 + (lower - 'a' + 10);
    else return -1;
  }
  return value;
}

uint8_t *put_scalar(uint8_t *out, uint32_t c) {
  if (c < 0x80) {
    *out++ = uint8_t(c);
  } else if (c < 0x800) {
    *out++ = uint8_t(0xC0 | c >> 6);
    *out++ = uint8_t(0x80 | (c & 63));
  } else if (c < 0x10000) {
    *out++ = uint8_t(0xE0 | c >> 12);
    *out++ = uint8_t(0x80 | (c >> 6 & 63));
    *out++ = uint8_t(0x80 | (c & 63));
  } else {
    *out++ = uint8_t(0xF0 | c >> 18);
    *out++ = uint8_t(0x80 | (c >> 12 & 63));
    *out++ = uint8_t(0x80 | (c >> 6 & 63));
    *out++ = uint8_t(0x80 | (c & 63));
  }
  return out;
}

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
      if (memcmp(token, yes ? "true" : "false", yes ? 4 : 5) != 0 || !ends_scalar(token[yes ? 4 : 5]))
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
    return close(index, WJ_OBJECT, children) && (children < 2 || drop_equal_keys(index));
  }

  bool elements(ondemand::array &array, size_t index, uint32_t depth) {
    if (depth > max_depth) return fail(WJ_TOO_DEEP, "nested too deep", nullptr);
    uint32_t children = 0;
    for (auto item : array) {
      ondemand::value element;
      if (std::move(item).get(element) != SUCCESS) return fail_here("`,` or `]` expected in an array");
      size_t child = nodes().count;
      if (!push(wj_node{})) return false;
      if (!value(element, child, depth + 1)) return false;
      children++;
    }
    return close(index, WJ_ARRAY, children);
  }

  bool close(size_t index, uint8_t kind, uint32_t children) {
    wj_node &node = nodes().items[index];
    node.kind = kind;
    node.value_count = children;
    node.next = uint32_t(nodes().count);
    return true;
  }

  const uint8_t *at(uint32_t start) const { return begin + (start - offset); }

  int compare_keys(const wj_node &a, const wj_node &b) const {
    if (a.key_count != b.key_count) return a.key_count < b.key_count ? -1 : 1;
    return memcmp(at(a.key_start), at(b.key_start), a.key_count);
  }

  /// Equal as they were written: numbers by their digits, objects by their order.
  bool same(size_t a, size_t b) const {
    const wj_node *items = parser.nodes.items;
    size_t span = items[a].next - a;
    if (items[b].next - b != span) return false;
    for (size_t i = 0; i < span; i++) {
      const wj_node &x = items[a + i], &y = items[b + i];
      if (x.kind != y.kind || x.value_count != y.value_count || x.next - a != y.next - b) return false;
      if (i > 0 && (x.has_key != y.has_key || (x.has_key && compare_keys(x, y) != 0))) return false;
      if (x.kind >= WJ_INT64 && x.kind <= WJ_STRING &&
          memcmp(at(x.value_start), at(y.value_start), x.value_count) != 0)
        return false;
    }
    return true;
  }

  bool drop_equal_keys(size_t object);
  bool drop_marked(size_t object, size_t dropped);
  bool root();
  bool root_scalar(ondemand::json_type type);
};

/// Few keys are compared one with another, many are sorted first.
bool Walk::drop_equal_keys(size_t object) {
  auto &order = parser.scratch;
  uint32_t children = nodes().items[object].value_count;
  order.count = 0;
  for (size_t i = object + 1; i < nodes().count; i = nodes().items[i].next)
    if (!order.push(uint32_t(i))) return no_memory();
  const wj_node *items = nodes().items;
  size_t dropped = 0;
  auto twice = [&](uint32_t first, uint32_t second) {
    if (!same(first, second)) {
      result.key_start = items[first].key_start;
      result.key_count = items[first].key_count;
      return fail(WJ_DUPLICATE_KEY, "key stands twice with different values", nullptr);
    }
    nodes().items[second].has_key = 2;
    result.duplicate_keys++;
    dropped++;
    return true;
  };
  if (children <= 24) {
    for (uint32_t i = 1; i < children; i++)
      for (uint32_t j = 0; j < i; j++) {
        const wj_node &a = items[order.items[j]], &b = items[order.items[i]];
        if (a.key_count == b.key_count && a.has_key == 1 && compare_keys(a, b) == 0) {
          if (!twice(order.items[j], order.items[i])) return false;
          break;
        }
      }
  } else {
    std::sort(order.items, order.items + children, [&](uint32_t a, uint32_t b) {
      int c = compare_keys(items[a], items[b]);
      return c != 0 ? c < 0 : a < b;
    });
    uint32_t first = 0;
    for (uint32_t i = 1; i < children; i++) {
      if (compare_keys(items[order.items[first]], items[order.items[i]]) != 0) first = i;
      else if (!twice(order.items[first], order.items[i])) return false;
    }
  }
  return dropped == 0 || drop_marked(object, dropped);
}

/// Closes the gaps that the marked members of `object`, the last node so far, leave behind.
bool Walk::drop_marked(size_t object, size_t dropped) {
  auto &items = nodes().items;
  size_t end = nodes().count;
  auto &shift = parser.scratch;
  if (!shift.reserve(end - object + 1)) return no_memory();
  uint32_t removed = 0;
  for (size_t i = object + 1; i < end;) {
    size_t next = items[i].next;
    bool drop = items[i].has_key == 2;
    for (size_t j = i; j < next; j++) shift.items[j - object] = removed + (drop ? uint32_t(j - i) : 0);
    if (drop) removed += uint32_t(next - i);
    i = next;
  }
  shift.items[end - object] = removed;
  size_t to = object + 1;
  for (size_t i = object + 1; i < end;) {
    size_t next = items[i].next;
    if (items[i].has_key != 2) {
      for (size_t j = i; j < next; j++) {
        wj_node node = items[j];
        node.next -= shift.items[node.next - object];
        // A sibling that follows may itself be dropped: then its own shift is that of its start.
        items[to++] = node;
      }
    }
    i = next;
  }
  nodes().count = to;
  items[object].next = uint32_t(to);
  items[object].value_count -= uint32_t(dropped);
  return true;
}

bool Walk::root_scalar(ondemand::json_type type) {
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

bool Walk::root() {
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

const char *words(error_code error) {
  switch (error) {
  case UTF8_ERROR: return "bytes that are no UTF-8";
  case UNESCAPED_CHARS: return "control character in a string";
  case UNCLOSED_STRING: return "a string does not end";
  case EMPTY: return "nothing there";
  case CAPACITY: return "too long";
  default: return "no JSON";
  }
}

wj_result walk(wj_parser &parser, const uint8_t *bytes, size_t count, uint8_t *out, uint32_t offset,
               uint32_t depth, uint32_t max_nodes, bool careful, bool &refused) {
  Walk walk{parser, bytes, out, out, offset, depth, max_nodes, careful};
  parser.nodes.count = 0;
  auto error = parser.simd.iterate(padded_string_view(bytes, count, count + SIMDJSON_PADDING))
                   .get(walk.document);
  if (error == MEMALLOC) walk.no_memory();
  else if (error != SUCCESS) walk.fail(WJ_INVALID, words(error), nullptr);
  else walk.root();
  refused = walk.refused;
  walk.result.used = size_t(walk.out - out);
  walk.result.nodes = parser.nodes.items;
  walk.result.node_count = uint32_t(parser.nodes.count);
  return walk.result;
}

} // namespace

wj_parser *wj_parser_create(void) { return new (std::nothrow) wj_parser; }
void wj_parser_free(wj_parser *parser) { delete parser; }

wj_result wj_parse(wj_parser *parser, const uint8_t *bytes, size_t count, uint8_t *out,
                   uint32_t offset, uint32_t depth, uint32_t max_nodes) {
  // A structural byte just past the end would be taken for part of the document.
  if (bytes[count] > ' ') {
    wj_result result{};
    result.status = WJ_INVALID;
    result.message = "no blank after the document";
    return result;
  }
  depth = std::min<uint32_t>(depth, WJ_DEEPEST);
  if (count > parser->simd.capacity()) {
    // By doubling, so that slowly growing lines do not allocate each time.
    size_t wanted = std::max<size_t>({count, parser->simd.capacity() * 2, 1 << 16});
    if (parser->simd.allocate(std::min<size_t>(wanted, SIMDJSON_MAXSIZE_BYTES)) != SUCCESS) {
      wj_result result{};
      result.status = WJ_OUT_OF_MEMORY;
      result.message = "out of memory";
      return result;
    }
  }
  bool refused = false;
  wj_result result = walk(*parser, bytes, count, out, offset, depth, max_nodes, false, refused);
  // simdjson lets NUL through; texts must not hold it.
  if (refused || (result.status == WJ_OK && memchr(out, 0, result.used)))
    result = walk(*parser, bytes, count, out, offset, depth, max_nodes, true, refused);
  return result;
}

int wj_is_utf8(const uint8_t *bytes, size_t count) {
  return validate_utf8(reinterpret_cast<const char *>(bytes), count);
}

void wj_clear(wj_parser *parser) { parser->nodes.count = 0; }
int wj_push(wj_parser *parser, wj_node node) { return parser->nodes.push(node); }
const wj_node *wj_nodes(const wj_parser *parser) { return parser->nodes.items; }
