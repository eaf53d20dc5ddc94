# fmt, spdlog and libunwind, as WHYTRACE_FMT, WHYTRACE_SPDLOG and WHYTRACE_UNWIND; WHYTRACE_LIBDW_INCLUDE if there is libdw, which is
# loaded when it is needed. A program starts sooner, and takes less memory, with fewer shared libraries. So of spdlog the headers serve, and fmt's functions are
# compiled once, into a library of ours (WHYTRACE_FMT_CODE): its headers alone take minutes to compile, and Debian has no static fmt.
if(CMAKE_CROSSCOMPILING)
    # The build machine's headers serve, but not its /usr/include as a whole: that has the wrong libc.
    find_path(WHYTRACE_HEADERS spdlog/spdlog.h PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
    set(fmt_headers ${PROJECT_BINARY_DIR}/headers)
    file(MAKE_DIRECTORY ${fmt_headers})
    foreach(name fmt spdlog catch2 nlohmann rapidjson)
        if(EXISTS ${WHYTRACE_HEADERS}/${name})
            file(CREATE_LINK ${WHYTRACE_HEADERS}/${name} ${fmt_headers}/${name} SYMBOLIC)
        endif()
    endforeach()
    add_library(fmt::fmt INTERFACE IMPORTED)
    target_include_directories(fmt::fmt INTERFACE ${fmt_headers})
    set(spdlog_headers ${fmt_headers})
else()
    find_package(fmt REQUIRED)
    find_package(spdlog REQUIRED)
    get_target_property(fmt_headers fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
    set(spdlog_headers $<TARGET_PROPERTY:spdlog::spdlog_header_only,INTERFACE_INCLUDE_DIRECTORIES>)
endif()
set(WHYTRACE_FMT fmt::fmt)
set(WHYTRACE_FMT_CODE fmt::fmt)

# Not spdlog::spdlog_header_only: that links fmt's shared library.
add_library(whytrace_spdlog INTERFACE IMPORTED)
target_compile_definitions(whytrace_spdlog INTERFACE SPDLOG_FMT_EXTERNAL)
target_include_directories(whytrace_spdlog INTERFACE ${spdlog_headers})
set(WHYTRACE_SPDLOG whytrace_spdlog)

# Not every fmt may be like those that are known, and not every distribution has libstdc++.a.
set(fmt_functions ${PROJECT_SOURCE_DIR}/cmake/fmt_functions.cpp)
try_compile(WHYTRACE_FEW_LIBRARIES ${PROJECT_BINARY_DIR}/few-libraries
    SOURCES ${fmt_functions} ${PROJECT_SOURCE_DIR}/cmake/fmt_check.cpp
    CMAKE_FLAGS -DINCLUDE_DIRECTORIES=${fmt_headers}
    LINK_OPTIONS -static-libstdc++ -static-libgcc CXX_STANDARD 20)
set(WHYTRACE_PROGRAM_LINKING)
if(WHYTRACE_FEW_LIBRARIES AND NOT WHYTRACE_SANITIZE)
    add_library(whytrace_fmt STATIC ${fmt_functions})
    target_include_directories(whytrace_fmt PRIVATE ${fmt_headers})
    set(WHYTRACE_FMT_CODE whytrace_fmt)
    target_compile_definitions(whytrace_options INTERFACE WHYTRACE_OWN_FMT)   # not every library of fmt has what src/text/format.hpp relies on
    # libgcc's unwinder before libunwind, which has one as well.
    set(WHYTRACE_PROGRAM_LINKING -static-libstdc++ -static-libgcc gcc_eh -Wl,--gc-sections)
    # A tenth of the size of what a position-independent program adjusts at its start; glibc 2.36 knows it.
    if(NOT WHYTRACE_STATIC AND NOT CMAKE_CROSSCOMPILING)
        include(CheckCXXSourceRuns)
        set(CMAKE_REQUIRED_LINK_OPTIONS -Wl,-z,pack-relative-relocs)
        check_cxx_source_runs("const char* word = \"a\"; int main() { return *word != 'a'; }" WHYTRACE_PACKED_RELOCATIONS)
        unset(CMAKE_REQUIRED_LINK_OPTIONS)
        if(WHYTRACE_PACKED_RELOCATIONS)
            list(APPEND WHYTRACE_PROGRAM_LINKING -Wl,-z,pack-relative-relocs)
        endif()
    endif()
endif()

# libunwind's half for other processes. Not libunwind-ptrace, whose accessors call ptrace themselves; nor anything from libunwind.a
# but the list of dynamic procedures, since it defines _Unwind_Resume, as libgcc does for our own exceptions.
if(CMAKE_CROSSCOMPILING)
    foreach(package libunwind-dev liblzma-dev)
        execute_process(RESULT_VARIABLE failed OUTPUT_VARIABLE unpacked ERROR_VARIABLE reason OUTPUT_STRIP_TRAILING_WHITESPACE
            COMMAND sh ${PROJECT_SOURCE_DIR}/tests/vm/unpack.sh arm64 ${PROJECT_SOURCE_DIR}/build/vm-cache ${package})
        if(failed)
            message(FATAL_ERROR "no ${package} for the cross build: ${reason}")
        endif()
        list(APPEND unwind_roots ${unpacked}/usr)
    endforeach()
    set(unwind_hints PATHS ${unwind_roots} PATH_SUFFIXES include/aarch64-linux-gnu lib/aarch64-linux-gnu NO_CMAKE_FIND_ROOT_PATH)
endif()
string(REGEX REPLACE "^(amd64|AMD64)$" "x86_64" unwind_processor ${CMAKE_SYSTEM_PROCESSOR})
find_path(WHYTRACE_UNWIND_INCLUDE libunwind.h ${unwind_hints} REQUIRED)
foreach(name unwind-${unwind_processor} unwind lzma)
    if(WHYTRACE_STATIC)
        find_library(WHYTRACE_LIB_${name} lib${name}.a ${unwind_hints} REQUIRED)
        # libgcc's half first: then nothing is left for which libunwind.a would be asked for its _Unwind_Resume.
        if(name STREQUAL "unwind")
            list(APPEND WHYTRACE_UNWIND gcc_eh)
        endif()
        list(APPEND WHYTRACE_UNWIND ${WHYTRACE_LIB_${name}})
    elseif(NOT name STREQUAL "lzma")
        find_library(WHYTRACE_LIB_${name} ${name} ${unwind_hints} REQUIRED)
        list(APPEND WHYTRACE_UNWIND ${WHYTRACE_LIB_${name}})
    endif()
endforeach()

# Not in a static build, which cannot load it.
if(NOT WHYTRACE_STATIC AND NOT CMAKE_CROSSCOMPILING)
    find_path(WHYTRACE_LIBDW_INCLUDE elfutils/libdwfl.h)
endif()
