/** The policy pack as one file. */
import "./struct";
import "../index";
