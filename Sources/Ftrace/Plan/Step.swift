/// One step of printing a record: a piece of fixed text, or a conversion of a value.
struct Step {
    var kind: Kind
    var left = false
    var plus = false
    var space = false
    var special = false
    var zero = false
    var upper = false
    var base: UInt8 = 10
    var bytes: UInt8 = 4
    var signed = false
    /// At least so many characters; `widthNode` is the expression of a `*`, else -1.
    var width: Int32 = 0
    var widthNode: Int32 = -1
    /// -1: none.
    var precision: Int32 = -1
    var precisionNode: Int32 = -1
    /// The value's node; for `.literal` the pool offset.
    var a: Int32 = -1
    /// For `.memo` the kind that makes the text.
    var made = Kind.literal
    var fieldBytes: UInt8 = 0
    /// For `.literal` the length.
    var b: Int32 = 0

    enum Kind: UInt8 {
        case literal
        case integer

        // The common cases, which `Plan.print` writes without leaving its loop. `a` is the offset in the record.
        /// An integer in the record, in decimal without width or precision.
        case decimalField
        case signed32, unsigned32, signed64, unsigned64
        /// The same in hexadecimal digits, without width or precision.
        case hexField
        /// With "0x" before numbers over 9.
        case hexPrefixed
        /// The text up to its zero in a field of 16 bytes, and of `b` bytes.
        case text16, textField
        /// A dynamic field's text: its location is at `a`, relative to `b`.
        case dynamicText
        /// Whatever `memo` says, made of the one field at offset `b` and of nothing else: kept for the values that come again.
        case memo
        /// The function at the address in the record, and the one that called it unless it is 0.
        case function, caller

        case character
        case text
        /// %p and %px: 16 hexadecimal digits (8 on 32-bit kernels).
        case address
        /// %p of something only the kernel can compute.
        case unknownAddress
        case symbol, symbolOffset
        case ip4, ip6, ip6Compressed, socketAddress
        case mac
        case uuid
        /// %*ph, with the separator in `base`.
        case hexBytes
        /// %*pE, with its `Escapes` in `base`.
        case escaped
        /// %pe: the name of the error that a pointer stands for.
        case errorName
        /// %*pb and %*pbl.
        case bitmap, bitmapList
        /// The address at offset `a` where a probe sits: symbol and offset whatever the options say.
        case probeAddress
        /// The function at offset `a` that a return probe returned from: the symbol alone.
        case probeFunction
    }
}

extension Step {
    /// A step that prints one integer field.
    init(kind: Kind, field: IntegerField) {
        self.init(kind: kind, bytes: field.bytes, signed: field.signed, a: Int32(field.offset))
    }
}
