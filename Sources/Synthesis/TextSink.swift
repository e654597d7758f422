/// A growing block of bytes to which the generator writes JSON text.
///
/// One owner, one thread: it lives as long as one call of `SyntheticCorpus.append`.
@safe final class TextSink {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit { unsafe base.deallocate() }

  /// What was written; valid until the next write.
  @unsafe var bytes: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: base, count: count)
  }

  func reserve(_ extra: Int) {
    guard count + extra > capacity else { return }
    let grown = max(count + extra, capacity * 2)
    let new = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
    unsafe new.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = new
    capacity = grown
  }

  func append(_ text: Span<UInt8>) {
    guard !text.isEmpty else { return }
    reserve(text.count)
    unsafe text.withUnsafeBufferPointer { source in
      guard let from = source.baseAddress else { return }
      unsafe (base + count).update(from: from, count: source.count)
    }
    count += text.count
  }

  func append(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    unsafe (base + count).update(from: text.utf8Start, count: length)
    count += length
  }

  func append(byte: UInt8) {
    reserve(1)
    unsafe base[count] = byte
    count += 1
  }

  /// The decimal digits of `number`, which is not negative, with at least `width` of them.
  func append(number: Int, width: Int = 1) {
    precondition(number >= 0)
    reserve(20 + width)
    var digits = 1
    var rest = number / 10
    while rest > 0 {
      digits += 1
      rest /= 10
    }
    digits = max(digits, width)
    rest = number
    var place = count + digits
    while place > count {
      place -= 1
      unsafe base[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// Makes the letter at `place` a capital, where it is a small ASCII letter.
  func capitalise(at place: Int) {
    guard place < count else { return }
    let byte = unsafe base[place]
    if byte >= 97, byte <= 122 { unsafe base[place] = byte - 32 }
  }

  /// Cuts the text off at the last space before `place`, but not before `start`.
  ///
  /// Escapes and characters hold no space, so that what stays is whole.
  func cut(at place: Int, notBefore start: Int) {
    var end = min(place, count)
    while end > start, unsafe base[end - 1] != 32 { end -= 1 }
    if end > start + 1 { count = end - 1 }
  }

  /// Whether the text in one range is the beginning of the text in the other, or equal to it.
  func isPrefix(_ one: Range<Int>, _ two: Range<Int>) -> Bool {
    let length = min(one.count, two.count)
    return unsafe bytes[one].prefix(length).elementsEqual(bytes[two].prefix(length))
  }

  func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    self.count = count
  }
}
