// The bytes of JSON texts and numbers: what simdjson leaves to us.
#pragma once

#include <cstddef>
#include <cstdint>

namespace {

bool ends_scalar(uint8_t c) {
  switch (c) {
  case ' ': case '\t': case '\n': case '\r':
  case ',': case ':': case ']': case '}': case '{': case '[':
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

} // namespace
