#include "Walk.hpp"

#include <new>

namespace {

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
