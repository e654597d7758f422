// Keys that stand twice in one object.
#pragma once

#include "Parser.hpp"

#include <cstring>

namespace {

/// Drops members whose key and value stood before; reports a key whose values differ.
struct Keys {
  wj_parser &parser;
  /// Output, and where it lies in the arena.
  const uint8_t *begin;
  uint32_t offset;
  wj_result &result;

  uint32_t drop_equal(size_t object);

private:
  bool drop_marked(size_t object, size_t dropped);

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
      if (x.kind != y.kind || x.value_count != y.value_count || x.next - a != y.next - b)
        return false;
      if (i > 0 && (x.has_key != y.has_key || (x.has_key && compare_keys(x, y) != 0))) return false;
      if (x.kind >= WJ_INT64 && x.kind <= WJ_STRING &&
          memcmp(at(x.value_start), at(y.value_start), x.value_count) != 0)
        return false;
    }
    return true;
  }
};

/// Few keys are compared one with another, many are sorted first.
inline uint32_t Keys::drop_equal(size_t object) {
  auto &order = parser.scratch;
  uint32_t children = parser.nodes.items[object].value_count;
  order.count = 0;
  for (size_t i = object + 1; i < parser.nodes.count; i = parser.nodes.items[i].next)
    if (!order.push(uint32_t(i))) return WJ_OUT_OF_MEMORY;
  const wj_node *items = parser.nodes.items;
  size_t dropped = 0;
  auto twice = [&](uint32_t first, uint32_t second) {
    if (!same(first, second)) {
      result.key_start = items[first].key_start;
      result.key_count = items[first].key_count;
      return false;
    }
    parser.nodes.items[second].has_key = 2;
    result.duplicate_keys++;
    dropped++;
    return true;
  };
  if (children <= 24) {
    for (uint32_t i = 1; i < children; i++)
      for (uint32_t j = 0; j < i; j++) {
        const wj_node &a = items[order.items[j]], &b = items[order.items[i]];
        if (a.key_count == b.key_count && a.has_key == 1 && compare_keys(a, b) == 0) {
          if (!twice(order.items[j], order.items[i])) return WJ_DUPLICATE_KEY;
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
      else if (!twice(order.items[first], order.items[i])) return WJ_DUPLICATE_KEY;
    }
  }
  return dropped == 0 || drop_marked(object, dropped) ? WJ_OK : WJ_OUT_OF_MEMORY;
}

/// Closes the gaps that the marked members of `object`, the last node so far, leave behind.
inline bool Keys::drop_marked(size_t object, size_t dropped) {
  auto &items = parser.nodes.items;
  size_t end = parser.nodes.count;
  auto &shift = parser.scratch;
  if (!shift.reserve(end - object + 1)) return false;
  uint32_t removed = 0;
  for (size_t i = object + 1; i < end;) {
    size_t next = items[i].next;
    bool drop = items[i].has_key == 2;
    for (size_t j = i; j < next; j++)
      shift.items[j - object] = removed + (drop ? uint32_t(j - i) : 0);
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
        items[to++] = node;
      }
    }
    i = next;
  }
  parser.nodes.count = to;
  items[object].next = uint32_t(to);
  items[object].value_count -= uint32_t(dropped);
  return true;
}

} // namespace
