"""The update rules as code that people copy: plain Python lines, and the libraries' own classes that take those steps.

Lines use the values and the state by name, t (1, 2, ...), gradient(w), hessian(w), and functions that every library has
under the same name (optiviz.code imports them). They run in float64 on whatever array the library has. A call is the
source of an optimizer object with {name} where a value stands; [w] is the list of parameters.
"""
