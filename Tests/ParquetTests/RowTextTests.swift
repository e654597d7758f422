import Testing

@testable import Parquet

@Suite struct RowTextTests {
  static func text(_ body: (inout RowBytes) -> Void) -> String {
    var output = RowBytes()
    body(&output)
    return unsafe output.withBytes { unsafe String(decoding: unsafe $0, as: UTF8.self) }
  }

  static func text(_ bytes: [UInt8], _ text: ValueText) -> String {
    let page = PageBytes(count: bytes.count)
    unsafe page.base.update(from: bytes, count: bytes.count)
    return Self.text { output in
      unsafe output.append(ByteView(page.base, page.count), as: text)
    }
  }

  @Test func `each byte is escaped as JSON has it, at every place`() {
    for byte in UInt8(0)...127 {
      for place in [0, 1, 7, 8, 15, 16, 30, 31, 32, 33, 63, 64] {
        var bytes = [UInt8](repeating: 0x61, count: 70)
        bytes[place] = byte
        let escaped: String =
          switch byte {
          case 0x22: "\\\""
          case 0x5c: "\\\\"
          case 0x0a: "\\n"
          case 0x0d: "\\r"
          case 0x09: "\\t"
          case 0x08: "\\b"
          case 0x0c: "\\f"
          case ..<0x20: "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
          default: String(UnicodeScalar(byte))
          }
        let around = (
          String(repeating: "a", count: place), String(repeating: "a", count: 69 - place)
        )
        #expect(Self.text(bytes, .text) == "\"\(around.0)\(escaped)\(around.1)\"")
      }
    }
  }

  @Test func `text of every length, special bytes after its end`() {
    for length in 0...70 {
      let page = PageBytes(count: 80)
      unsafe page.base.update(repeating: 0x22, count: 80)
      unsafe page.base.update(repeating: 0x62, count: length)
      let found = Self.text { output in
        unsafe output.append(ByteView(page.base, length), as: .text)
      }
      #expect(found == "\"\(String(repeating: "b", count: length))\"")
    }
    #expect(Self.text(Array(repeating: 0x0a, count: 9), .text) == #""\n\n\n\n\n\n\n\n\n""#)
    #expect(Self.text(Array("é漢🙂".utf8), .text) == "\"é漢🙂\"")
  }

  @Test func `decimals have all their digits`() {
    #expect(Self.text { $0.appendDecimal(Int32.min, scale: 2) } == "-21474836.48")
    #expect(Self.text { $0.appendDecimal(Int64.min, scale: 0) } == "-9223372036854775808")
    #expect(Self.text { $0.appendDecimal(Int64(7), scale: 3) } == "0.007")
    #expect(Self.text { $0.appendDecimal(Int64(-7000), scale: 3) } == "-7.000")
    #expect(Self.text { $0.appendDecimal(Int64(0), scale: 2) } == "0.00")
    #expect(Self.text([0xff], .decimalBytes(scale: 1)) == "-0.1")
    #expect(Self.text([], .decimalBytes(scale: 0)) == "0")
    let least = [0x80] + [UInt8](repeating: 0, count: 15)
    #expect(
      Self.text(least, .decimalBytes(scale: 0)) == "-170141183460469231731687303715884105728")
    // 2^255 - 1 and -2^255, by Python.
    let most = [0x7f] + [UInt8](repeating: 0xff, count: 31)
    #expect(
      Self.text(most, .decimalBytes(scale: 3))
        == "57896044618658097711785492504343953926634992332820282019728792003956564819.967")
    #expect(
      Self.text([0x80] + [UInt8](repeating: 0, count: 31), .decimalBytes(scale: 0))
        == "-57896044618658097711785492504343953926634992332820282019728792003956564819968")
  }

  @Test func `dates and times are ISO 8601`() {
    for (days, text) in [
      (0, "1970-01-01"), (-1, "1969-12-31"), (59, "1970-03-01"), (11016, "2000-02-29"),
      (-719_162, "0001-01-01"), (-719_163, "0000-12-31"), (-719_529, "-0001-12-31"),
      (2_932_896, "9999-12-31"), (2_932_897, "+10000-01-01"),
    ] { #expect(Self.text { $0.appendDate(Int64(days)) } == "\"\(text)\"") }
    func stamp(_ value: Int64, _ perSecond: Int64, _ isUTC: Bool = true) -> String {
      Self.text { $0.appendTimestamp(value, perSecond: perSecond, isUTC: isUTC) }
    }
    #expect(stamp(-1, 1000) == #""1969-12-31T23:59:59.999Z""#)
    #expect(stamp(1_500_000, 1_000_000, false) == #""1970-01-01T00:00:01.500""#)
    #expect(stamp(1, 1_000_000_000) == #""1970-01-01T00:00:00.000000001Z""#)
    #expect(stamp(.min, 1000) == #""-292275055-05-16T16:47:04.192Z""#)
    #expect(stamp(.max, 1000) == #""+292278994-08-17T07:12:55.807Z""#)
    #expect(Self.text { $0.appendTime(86_399_999, perSecond: 1000) } == #""23:59:59.999""#)
    #expect(Self.text { $0.appendTime(86_400_000, perSecond: 1000) } == "86400000")
    #expect(Self.text { $0.appendTime(-1, perSecond: 1000) } == "-1")
    #expect(
      Self.text([1, 0, 0, 0, 2, 0, 0, 0, 0xbc, 0x0b, 0, 0], .interval) == #""P1M2DT3.004S""#)
    #expect(
      Self.text([UInt8](repeating: 0xff, count: 12), .julian)
        == #""-4713-11-22T23:59:59.999999999""#)
  }

  @Test func `numbers, bytes and identifiers`() {
    #expect(Self.text { $0.append(number: Double.nan) } == "null")
    #expect(Self.text { $0.append(number: -Double.infinity) } == "null")
    #expect(Self.text { $0.append(number: Float(0.1)) } == "0.1")
    #expect(Self.text { $0.append(number: 5e-324) } == "5e-324")
    #expect(Self.text { $0.append(number: Int64.min) } == "-9223372036854775808")
    #expect(Self.text { $0.append(number: UInt64.max) } == "18446744073709551615")
    #expect(
      Self.text([0] + Array(1...15), .uuid) == #""00010203-0405-0607-0809-0a0b0c0d0e0f""#)
    #expect(Self.text([0xff], .bytes) == #""/w==""#)
    #expect(Self.text([0xff, 0xfe], .bytes) == #""//4=""#)
    #expect(Self.text([0xff, 0xfe, 0xfd], .bytes) == #""//79""#)
    #expect(Self.text(Array("{}".utf8), .bytes) == #""{}""#)
  }
}
