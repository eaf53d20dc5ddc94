# whytrace_part(NAME source...): a folder of the library, as the object library whytrace_NAME. Its code sees the public
# headers as "whytrace/x.hpp" and everything in src/ as "folder/x.hpp".
function(whytrace_objects target)
    add_library(${target} OBJECT ${ARGN})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${target} PRIVATE whytrace_options)
    # Not linked: who takes the objects into a program decides where fmt's functions come from (cmake/dependencies.cmake).
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:${WHYTRACE_FMT},INTERFACE_COMPILE_DEFINITIONS>)
    target_include_directories(${target} SYSTEM PRIVATE $<TARGET_PROPERTY:${WHYTRACE_FMT},INTERFACE_INCLUDE_DIRECTORIES>)
endfunction()

function(whytrace_part name)
    if(ARGN)
        whytrace_objects(whytrace_${name} ${ARGN})
        target_sources(whytrace PRIVATE $<TARGET_OBJECTS:whytrace_${name}>)
    endif()
endfunction()

# whytrace_host_program(NAME source...): a program that runs while we build, so it is compiled for the build machine,
# also in a cross build. The standard library only.
function(whytrace_host_program name)
    if(NOT CMAKE_CROSSCOMPILING)
        add_executable(${name} ${ARGN})
        target_link_libraries(${name} PRIVATE whytrace_options)
        return()
    endif()
    find_program(WHYTRACE_HOST_CXX NAMES c++ g++ clang++ NO_CMAKE_FIND_ROOT_PATH REQUIRED)
    set(program ${CMAKE_CURRENT_BINARY_DIR}/${name}.host)   # not NAME: CMake takes a file of that name for the target
    list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE sources)
    file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)   # dependencies only: one command compiles all
    add_custom_command(OUTPUT ${program} DEPENDS ${sources} ${headers} VERBATIM
        COMMAND ${WHYTRACE_HOST_CXX} -std=c++20 -O1 -o ${program} -I ${PROJECT_SOURCE_DIR}/include -I ${PROJECT_SOURCE_DIR}/src
                ${sources}
        COMMENT "Building ${name} for the build machine")
    add_custom_target(${name}_build DEPENDS ${program})
    add_executable(${name} IMPORTED GLOBAL)
    set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${program})
    add_dependencies(${name} ${name}_build)
endfunction()
