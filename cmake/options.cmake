# How our own code is compiled: warnings, sanitizers, static linking. Linked PRIVATE by our targets only, so that no
# consumer inherits it. Nothing here changes what whytrace does.
add_library(whytrace_options INTERFACE)
target_compile_options(whytrace_options INTERFACE -Wall -Wextra)

# A tracer reads what others have written for it. Where there is an optimiser, that _FORTIFY_SOURCE needs.
set(WHYTRACE_OPTIMISED $<OR:$<CONFIG:Release>,$<CONFIG:RelWithDebInfo>,$<CONFIG:MinSizeRel>>)
target_compile_options(whytrace_options INTERFACE $<${WHYTRACE_OPTIMISED}:-fstack-protector-strong;-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>)
target_link_options(whytrace_options INTERFACE $<${WHYTRACE_OPTIMISED}:LINKER:-z,relro,-z,now>)

# For code that runs once, if at all: a release makes it small instead of fast.
set(WHYTRACE_SMALL $<$<CONFIG:Release>:-Os>)

set(WHYTRACE_SANITIZE "" CACHE STRING "sanitizers for whytrace and its unit tests, e.g. address,undefined; never for tracees")
if(WHYTRACE_SANITIZE)
    target_compile_options(whytrace_options INTERFACE
        -fsanitize=${WHYTRACE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(whytrace_options INTERFACE -fsanitize=${WHYTRACE_SANITIZE})
endif()

option(WHYTRACE_STATIC "link everything statically: one file that runs in any container" OFF)
if(WHYTRACE_STATIC)
    target_link_options(whytrace_options INTERFACE -static)
endif()
