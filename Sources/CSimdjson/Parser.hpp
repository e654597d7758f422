// What a parser keeps between documents.
#pragma once

#include "include/CSimdjson.h"

#define SIMDJSON_EXCEPTIONS 0
#define SIMDJSON_DEVELOPMENT_CHECKS 0
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>

static_assert(WJ_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads this far past a document");

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

struct wj_parser {
  simdjson::ondemand::parser simd;
  Block<wj_node> nodes;
  /// Used to find keys that stand twice.
  Block<uint32_t> scratch;
};
