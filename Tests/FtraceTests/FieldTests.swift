import Testing

@testable import Ftrace

@Suite("Fields of format files")
struct FieldTests {
    private func field(_ declaration: String, bytes: Int, longBytes: Int = 8) throws -> Field {
        let line = "field:\(declaration);\toffset:8;\tsize:\(bytes);\tsigned:0;"
        return try #require(Field(line: Array(line.utf8)[...], longBytes: longBytes))
    }

    @Test("Arrays of arrays have the elements of the innermost")
    func nested() throws {
        let field = try field("u16 table[4][6]", bytes: 48)
        #expect(field.name == "table" && field.type == "u16" && field.kind == .array && field.elementBytes == 2)
    }

    @Test("A pointer to a function is a pointer with its name inside")
    func functions() throws {
        let field = try field("void (*function)(unsigned long)", bytes: 8)
        #expect(field.name == "function" && field.isPointer && field.kind == .scalar)
        #expect(field.type == "void (*)(unsigned long)")
        let plain = try self.field("void * function", bytes: 8)
        #expect(plain.name == "function" && plain.isPointer)
    }

    @Test("long and pointers have the size of the kernel's long")
    func long() throws {
        #expect(try field("__data_loc unsigned long[] values", bytes: 4, longBytes: 4).elementBytes == 4)
        #expect(try field("__data_loc unsigned long[] values", bytes: 4).elementBytes == 8)
        #expect(try field("__data_loc unsigned long long[] values", bytes: 4, longBytes: 4).elementBytes == 8)
        #expect(try field("__data_loc const char *[] names", bytes: 4, longBytes: 4).elementBytes == 4)
        #expect(try field("unsigned long args[]", bytes: 0, longBytes: 4).elementBytes == 4)
    }

    @Test("Kinds of fields")
    func kinds() throws {
        #expect(try field("char buf[0]", bytes: 0).kind == .tail)
        #expect(try field("__rel_loc char[] name", bytes: 4).kind == .relative)
        #expect(try field("bool flags[4]", bytes: 4).elementBytes == 1)
        #expect(try field("enum state state", bytes: 4).kind == .scalar)
        #expect(try field("uuid_t id", bytes: 16).kind == .scalar)
        #expect(try field("__data_loc struct entry[] entries", bytes: 4).elementBytes == 0)
        let bits = try field("unsigned int mode:3", bytes: 4)
        #expect(bits.name == "mode" && bits.type == "unsigned int")
    }
}
